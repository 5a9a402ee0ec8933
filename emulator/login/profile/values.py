"""Attributes of users by name, a user's own members among them, and the representations that they come from and go into."""

from __future__ import annotations

from typing import Any

from emulator.core.documents import ReadDocument
from emulator.login.profile.attributes import ROOT
from emulator.realm.views import User

Values = dict[str, list[str]]


def composed(base: ReadDocument, values: Values) -> dict[str, Any]:
    """A UserRepresentation with these attributes, its own members among them, and none besides."""
    kept = {name: value for name, value in base.items() if name not in (*ROOT, "attributes")}
    own = {name: values[name][0] for name in ROOT if values.get(name)}
    others = {name: given for name, given in values.items() if name not in ROOT}
    return {"id": kept.pop("id"), **own, **kept, **({"attributes": others} if others else {})}


def stored(user: User) -> Values:
    """All attributes of a user as they are stored, its own members among them."""
    own = {name: [user.document[name]] for name in ROOT if user.document.get(name) is not None}
    return {**{name: list(values) for name, values in user.attributes.items()}, **own}


def raw(representation: ReadDocument) -> Values:
    """Attributes of a UserRepresentation with its own members among them (``getRawAttributes``)."""
    values = {name: _texts(given) for name, given in (representation.get("attributes") or {}).items()}
    for name in ROOT:
        if representation.get(name) is not None:
            values[name] = [str(representation[name])]
        elif name in ("username", "email"):
            values.pop(name, None)
    return values


def _texts(given: Any) -> list[str]:
    members = given if isinstance(given, list) else [given]
    return [("true" if value else "false") if isinstance(value, bool) else str(value) for value in members if value is not None]
