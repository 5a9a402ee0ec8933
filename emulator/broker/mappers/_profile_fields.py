"""What the mappers of social profiles share: a member of the profile becomes an attribute of the user."""

from __future__ import annotations

from emulator.broker.identity import BrokeredIdentity, member, texts
from emulator.broker.sync import Subject, with_attribute
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The value for the user that is made."""
    name, values = _read(mapper, identity)
    return with_attribute(identity, name, values) if name and values else identity


def updated(subject: Subject) -> None:
    """The value as it is now; without one the attribute stays."""
    name, values = _read(subject.mapper, subject.identity)
    if name and values:
        subject.set_attribute(name, values)


def _read(mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> tuple[str, list[str]]:
    value = member(identity.claims, mapper.config.get("jsonField") or "")
    return mapper.config.get("userAttribute") or "", texts(value)
