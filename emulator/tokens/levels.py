"""Levels of authentication (``acr``)."""

from __future__ import annotations

import json

from emulator.realm.views import Realm
from emulator.tokens.draft import Subject

LEVEL = "acr.level"
_MAP = "acr.loa.map"


def acr(subject: Subject) -> str:
    """The session's level, by the name that the client's or else the realm's ``acr.loa.map`` gives it."""
    level = subject.client_notes.get(LEVEL, "1")
    for attributes in (subject.client.attributes, subject.realm.attributes):
        text = attributes.get(_MAP)
        if text:
            try:
                names = json.loads(text)
            except ValueError:
                continue
            for name, value in names.items() if isinstance(names, dict) else ():
                if str(value) == level:
                    return str(name)
    return level


def names(realm: Realm) -> list[str]:
    """``acr_values_supported``: ``0``, ``1`` and the realm's names of levels."""
    text = realm.attributes.get(_MAP)
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {}
    return ["0", "1", *(found if isinstance(found, dict) else ())]
