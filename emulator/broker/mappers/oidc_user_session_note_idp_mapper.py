"""User Session Note Mapper: claims that have the wanted values become notes of the user session."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker.identity import BrokeredIdentity, claim, texts
from emulator.broker.mappers import _claims
from emulator.context import Context
from emulator.realm.views import IdentityProviderMapper


def preprocess(context: Context, mapper: IdentityProviderMapper, identity: BrokeredIdentity) -> BrokeredIdentity:
    """The notes for the session."""
    notes = dict(identity.session_notes)
    for name, wanted in _claims.listed(mapper):
        if _claims.fits(mapper, identity, name, wanted):
            notes[name] = texts(claim(identity, name))[0]
    return replace(identity, session_notes=notes)
