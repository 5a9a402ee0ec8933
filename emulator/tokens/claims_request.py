"""The ``claims`` request parameter (OpenID Connect Core section 5.5), as the login kept it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.tokens.draft import Subject

NOTE = "claims"
ID_TOKEN, USERINFO = "id_token", "userinfo"


def essential(subject: Subject, place: str) -> dict[str, Mapping[str, Any]]:
    """The claims that the request called essential for the ID token or for userinfo, with what it said of each."""
    text = subject.client_notes.get(NOTE)
    if not text:
        return {}
    try:
        asked = json.loads(text)
    except ValueError:
        return {}
    wishes = asked.get(place) if isinstance(asked, dict) else None
    if not isinstance(wishes, dict):
        return {}
    return {name: wish for name, wish in wishes.items() if isinstance(wish, dict) and wish.get("essential") is True}
