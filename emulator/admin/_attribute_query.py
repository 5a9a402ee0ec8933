"""Searches by attribute, as the parameter ``q`` says them: ``key:value "other key":"its value"``."""

from __future__ import annotations

import re
from collections.abc import Callable

from emulator.admin.access import AdminCall
from emulator.realm.views import Group

_PAIR = re.compile(r'("[^"]*"|[^\s":]+):("[^"]*"|\S+)')


def pairs(text: str | None) -> list[tuple[str, str]]:
    """Keys and values; what is no pair does not count."""
    return [(_unquoted(key), _unquoted(value)) for key, value in _PAIR.findall(text or "")]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def of_groups(admin: AdminCall) -> Callable[[Group], bool] | None:
    """Which groups ``q``, or else ``search`` (part of the name), asks for; None where neither does."""
    asked = pairs(admin.call.query.get("q"))
    if asked:
        return lambda group: all(value in ((group.document.get("attributes") or {}).get(name) or ()) for name, value in asked)
    search = admin.call.query.get("search")
    if search is None:
        return None
    text, exact = search.lower(), bool(admin.flag("exact"))
    return lambda group: group.name.lower() == text if exact else text in group.name.lower()
