"""Whether an identity has the claims that a mapper's configuration lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.broker.identity import BrokeredIdentity, claim, texts
from emulator.core import safe_regex
from emulator.core.json_text import read_json
from emulator.realm.views import IdentityProviderMapper


def listed(mapper: IdentityProviderMapper) -> Iterator[tuple[str, str]]:
    """The pairs of the configuration's ``claims``, a JSON list of ``key`` and ``value``; none when it is unreadable."""
    try:
        found = read_json(mapper.config.get("claims") or "[]")
    except ValueError:
        return
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            yield str(one.get("key") or ""), str(one.get("value") or "")


def fits(mapper: IdentityProviderMapper, identity: BrokeredIdentity, name: str, wanted: str) -> bool:
    """Whether a claim, or one of its values, equals ``wanted`` or matches it as a regular expression."""
    values = texts(claim(identity, name))
    if str(mapper.config.get("are.claim.values.regex")).lower() != "true":
        return wanted in values
    try:
        return any(safe_regex.fullmatch(wanted, value) for value in values)
    except re.error:
        return False


def all_fit(mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> bool:
    """Whether every listed claim fits."""
    return all(fits(mapper, identity, name, wanted) for name, wanted in listed(mapper))
