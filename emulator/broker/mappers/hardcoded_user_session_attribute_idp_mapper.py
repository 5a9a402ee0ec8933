"""Hardcoded User Session Attribute: a note of every user session that begins at the provider."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker.identity import BrokeredIdentity
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The note for the session."""
    name = mapper.config.get("attribute") or ""
    notes = {**identity.session_notes, name: mapper.config.get("attribute.value") or ""}
    return replace(identity, session_notes=notes) if name else identity
