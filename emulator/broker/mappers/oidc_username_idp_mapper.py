"""Username Template Importer: what the user is called, here or in the link to the provider."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from emulator.broker.identity import BrokeredIdentity, claim, texts
from emulator.broker.mappers import BrokerMapper
from emulator.broker.sync import Subject
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper

_PLACE = re.compile(r"\$\{([^}]+?)(?:\s*\|\s*(\S+?)\s*)?\}")
_TRANSFORMERS: dict[str, Callable[[str], str]] = {
    "lowercase": str.lower,
    "uppercase": str.upper,
    "localpart": lambda text: text.partition("@")[0],
}
_DEFAULT = "${ALIAS}.${CLAIM.preferred_username}"


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The name in the place that ``target`` says: ``LOCAL``, ``BROKER_ID`` or ``BROKER_USERNAME``."""
    name = _filled(context, mapper.config.get("template") or _DEFAULT, identity)
    target = mapper.config.get("target") or "LOCAL"
    if target == "BROKER_ID":
        return replace(identity, id=name)
    if target != "BROKER_USERNAME":
        return replace(identity, username=name)
    # The user is called here as there, unless another mapper has said something else.
    is_own = identity.username != identity.broker_username
    return replace(identity, broker_username=name, username=identity.username if is_own else name)


def updated(subject: Subject) -> None:
    """The name that the template makes now, for a target of this realm."""
    if (subject.mapper.config.get("target") or "LOCAL") == "LOCAL":
        subject.set_attribute("username", [subject.identity.username.lower()])


def _filled(context: Context, template: str, identity: BrokeredIdentity) -> str:
    def value(match: re.Match[str]) -> str:
        variable, transformer = match[1].strip(), match[2] or ""
        if variable == "ALIAS":
            inserted = identity.alias
        elif variable == "UUID":
            inserted = context.ids.uuid()
        elif variable.startswith("CLAIM."):
            inserted = (texts(claim(identity, variable[6:])) or [""])[0]
        else:
            return match[1]
        return _TRANSFORMERS.get(transformer, str)(inserted)

    return _PLACE.sub(value, template)


BROKER_MAPPER = BrokerMapper("oidc-username-idp-mapper", preprocess=preprocess, updated=updated)
