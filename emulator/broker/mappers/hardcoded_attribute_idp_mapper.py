"""Hardcoded Attribute: every user of the provider gets the same value."""

from __future__ import annotations

from emulator.broker import links
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.mappers import BrokerMapper
from emulator.broker.sync import Subject, with_attribute
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The value for the user that is made."""
    name = mapper.config.get("attribute") or ""
    if not name or links.user(context.tables, mapper.alias, identity.id) is not None:
        return identity
    return with_attribute(identity, name, [mapper.config.get("attribute.value") or ""])


def updated(subject: Subject) -> None:
    """The value, again."""
    name = subject.mapper.config.get("attribute") or ""
    if name:
        subject.set_attribute(name, [subject.mapper.config.get("attribute.value") or ""])


BROKER_MAPPER = BrokerMapper("hardcoded-attribute-idp-mapper", preprocess=preprocess, updated=updated, updated_in_legacy_mode=updated)
