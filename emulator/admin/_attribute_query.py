"""Searches by attribute, as the parameter ``q`` says them: ``key:value "other key":"its value"``."""

from __future__ import annotations

import re
from collections.abc import Callable

from emulator.admin.access import AdminCall
from emulator.realm.views import Group

_PAIR = re.compile(r'("[^"]*"|[^\s":]+):("[^"]*"|\S*)')


def pairs(text: str | None) -> list[tuple[str, str]]:
    """Keys and values; what is no pair does not count."""
    return [(_unquoted(key), _unquoted(value)) for key, value in _PAIR.findall(text or "")]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def of_groups(admin: AdminCall) -> Callable[[Group], bool] | None:
    """Which groups ``q``, or else ``search`` (part of the name), asks for; None where neither does."""
    asked = pairs(admin.call.query.get("q"))
    if asked or admin.call.query.get("q"):
        return lambda group: all(value in ((group.document.get("attributes") or {}).get(name) or ()) for name, value in asked)
    search = admin.call.query.get("search")
    if not search:
        return None
    text, exact = search.strip(), bool(admin.flag("exact"))
    pattern = _pattern(f"*{text}*")
    return lambda group: group.name == text if exact else pattern.fullmatch(group.name) is not None


def of_children(admin: AdminCall) -> Callable[[Group], bool]:
    """Which groups below another one ``search`` asks for: by the beginning of the name, or ``exact``."""
    search = admin.call.query.get("search") or ""
    pattern = beginning(search)
    exact = bool(admin.flag("exact"))
    return lambda group: group.name == search if exact else pattern.fullmatch(group.name) is not None


def beginning(text: str) -> re.Pattern[str]:
    """What begins with a text, whatever its case; an asterisk in it is anything."""
    return _pattern(f"{text}*")


def like(text: str) -> re.Pattern[str]:
    """What the database's LIKE finds inside of a text, as observed where Keycloak does not escape it: % is anything, _ one character."""
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(letter) or re.escape(letter) for letter in text), re.DOTALL | re.IGNORECASE)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if letter == "*" else re.escape(letter) for letter in text), re.DOTALL | re.IGNORECASE)
