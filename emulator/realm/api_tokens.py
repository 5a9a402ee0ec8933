"""What a realm says of API tokens (an extension to Keycloak): realm attributes, off unless ``apiTokensEnabled`` is ``true``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.realm.views import Realm

ENABLED = "apiTokensEnabled"
PREFIX = "kce_"
CLIENT = "api-tokens"
SEPARATOR = "##"
ATTRIBUTES: Mapping[str, str] = {
    "prefix": "apiTokensPrefix",
    "maxLifespan": "apiTokensMaxLifespan",
    "client": "apiTokensClient",
    "roles": "apiTokensRoles",
    "scopes": "apiTokensScopes",
    "audience": "apiTokensAudience",
}
"""Realm attributes by their names in the shorthand; lists are joined by ``##``."""
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,14}_")
MAX_LIFESPAN = 100 * 365 * 86400


@dataclass(frozen=True, slots=True)
class ApiTokens:
    """The realm's rules.

    ``max_lifespan`` is in seconds, 0 for no limit. ``client`` is the ``clientId`` whose scopes and mappers shape the tokens. ``roles`` and
    ``scopes`` limit what a token may have, ``audience`` which clients may introspect and exchange it; empty ones do not limit.
    """

    prefix: str = PREFIX
    max_lifespan: int = 0
    client: str = CLIENT
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()


def are_enabled(realm: Realm) -> bool:
    """Whether the realm has API tokens."""
    return realm.attributes.get(ENABLED) == "true"


def of(realm: Realm) -> ApiTokens:
    """The realm's rules; raises ValueError for attributes that make none."""
    found = {short: str(realm.attributes.get(name) or "") for short, name in ATTRIBUTES.items()}
    fault = next(iter(faults({name: value for name, value in found.items() if value})), None)
    if fault is not None:
        raise ValueError(f"the realm attribute {ATTRIBUTES[fault[0]]} {fault[1]}")
    return ApiTokens(
        found["prefix"] or PREFIX,
        int(found["maxLifespan"] or 0),
        found["client"] or CLIENT,
        _list(found["roles"]),
        _list(found["scopes"]),
        _list(found["audience"]),
    )


def faults(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with rules as the shorthand writes them: the name and what it must be."""
    found = []
    prefix, lifespan = given.get("prefix"), given.get("maxLifespan")
    if prefix is not None and not _PREFIX.fullmatch(str(prefix)):
        found.append(("prefix", f"must be up to 15 letters and digits and an underscore, like 'shop_', not '{prefix}'"))
    if lifespan is not None and not (str(lifespan).isdecimal() and 0 < int(lifespan) <= MAX_LIFESPAN):
        found.append(("maxLifespan", f"must be a number of seconds up to {MAX_LIFESPAN}, not '{lifespan}'"))
    return found


def attributes(given: Any) -> dict[str, str]:
    """The realm attributes of the shorthand ``apiTokens``: true, false, or a mapping of rules, which turns them on."""
    if not isinstance(given, Mapping):
        return {ENABLED: "true" if given else "false"}
    values = {ATTRIBUTES[name]: value for name, value in given.items() if value is not None}
    return {ENABLED: "true", **{name: SEPARATOR.join(value) if isinstance(value, list) else str(value) for name, value in values.items()}}


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(SEPARATOR) if part)
