"""Sentences in a file that a tool writes anew: they are our own, and stay.

Names, types, defaults, choices and order are taken from Keycloak, its help texts and descriptions never.
"""

from __future__ import annotations

from typing import Any

_EXPLAINING = ("helpText", "description", "help")


def keep(fresh: Any, before: Any, place: str = "") -> list[str]:
    """Puts the sentences of ``before`` into ``fresh``, in place; members of lists are matched by id or name.

    Returns where a sentence of Keycloak had none to take its place: the text there is empty, and waits to be written.
    """
    missing: list[str] = []
    if isinstance(fresh, dict):
        old = before if isinstance(before, dict) else {}
        for key, value in fresh.items():
            if key in _EXPLAINING and is_sentence(value):
                fresh[key] = old.get(key) or ""
                missing += [] if fresh[key] else [f"{place}/{key}"]
            else:
                missing += keep(value, old.get(key), f"{place}/{key}")
    elif isinstance(fresh, list):
        known = {_name(member): member for member in before} if isinstance(before, list) else {}
        for member in fresh:
            missing += keep(member, known.get(_name(member)), f"{place}/{_name(member)}")
    return missing


def is_sentence(value: object) -> bool:
    """Whether a text explains; one without spaces is the key of a message, which is a name."""
    return isinstance(value, str) and " " in value


def _name(member: object) -> str:
    return str(member.get("id") or member.get("name")) if isinstance(member, dict) else str(member)
