"""The ``claims`` request parameter (OpenID Connect Core section 5.5), as the login kept it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.json_text import read_json
from emulator.tokens.draft import Subject

NOTE = "claims"
ID_TOKEN, USERINFO = "id_token", "userinfo"
_WISH = frozenset({"essential", "value", "values"})
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE", ""})


def essential(subject: Subject, place: str) -> dict[str, Mapping[str, Any]]:
    """The claims that the request called essential for the ID token or for userinfo, with what it said of each."""
    return {name: wish for name, wish in wishes(subject.client_notes.get(NOTE), place).items() if wish["essential"]}


def wishes(text: str | None, place: str) -> dict[str, Mapping[str, Any]]:
    """What the parameter says of each claim: ``essential``, ``value``, ``values``.

    As observed, a member that does not belong makes all of it void.
    """
    try:
        asked = read_json(text or "{}")
        if not isinstance(asked, dict) or asked.keys() - {ID_TOKEN, USERINFO}:
            return {}
        read = {part: _read(claims) for part, claims in asked.items()}
    except ValueError:
        return {}
    return read.get(place, {})


def _read(claims: object) -> dict[str, Mapping[str, Any]]:
    if claims is None:
        return {}
    if not isinstance(claims, dict):
        raise ValueError("the claims are no object")
    return {name: _wish(wish) for name, wish in claims.items() if wish is not None}


def _wish(wish: object) -> Mapping[str, Any]:
    if not isinstance(wish, dict) or wish.keys() - _WISH:
        raise ValueError("a claim with other members")
    values = wish.get("values")
    if values is not None and not isinstance(values, list):
        raise ValueError("the values are no list")
    return {"essential": _flag(wish.get("essential")), "value": wish.get("value"), "values": values}


def _flag(value: object) -> bool:
    """A truth value as Java's JSON reader takes it: also a number, or the word for it."""
    if value is None or isinstance(value, int):
        return bool(value)
    if isinstance(value, str) and value.strip() in _TRUE | _FALSE:
        return value.strip() in _TRUE
    raise ValueError("essential is neither true nor false")
