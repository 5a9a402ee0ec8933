"""Attribute Importer: a claim becomes an attribute of the user."""

from __future__ import annotations

from emulator.broker.identity import BrokeredIdentity, claim, texts
from emulator.broker.mappers import BrokerMapper
from emulator.broker.sync import Subject, with_attribute
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The value for the user that is made."""
    name, values = mapper.config.get("user.attribute") or "", texts(claim(identity, mapper.config.get("claim") or ""))
    return with_attribute(identity, name, values) if name and values else identity


def updated(subject: Subject) -> None:
    """The value as it is now; without one the attribute goes."""
    config = subject.mapper.config
    name, values = config.get("user.attribute") or "", texts(claim(subject.identity, config.get("claim") or ""))
    if name and (values or name not in ("username", "email", "firstName", "lastName")):
        subject.set_attribute(name, values)


BROKER_MAPPER = BrokerMapper("oidc-user-attribute-idp-mapper", preprocess=preprocess, updated=updated, updated_in_legacy_mode=updated)
