"""Levels of authentication as a realm and its clients know them: their names, and those that the browser flow can reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from emulator.core.json_text import read_json
from emulator.realm.executions import flows
from emulator.realm.views import Client, Realm

MAP = "acr.loa.map"
CONDITION = "conditional-level-of-authentication"
LEVEL, MAX_AGE = "loa-condition-level", "loa-max-age"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_LARGEST = 2**31


def read(text: str | None) -> Mapping[str, int | None] | None:
    """The levels of an ``acr.loa.map``, as Java reads whole numbers; None for a text that is no such map."""
    return _read(text) if text and isinstance(text, str) else None


@lru_cache(maxsize=256)
def _read(text: str) -> Mapping[str, int | None] | None:
    """Kept, for each token asks for it."""
    try:
        names = read_json(text)
        return {name: _level(value) for name, value in names.items()} if isinstance(names, dict) else None
    except (ValueError, OverflowError):
        return None


def _level(value: object) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("neither a number nor a text")
    level = number(value.strip()) if isinstance(value, str) else int(value)
    if level is None or not -_LARGEST <= level < _LARGEST:
        raise ValueError("not a whole number")
    return level


def number(text: str) -> int | None:
    """A whole number as Java reads it; None for any other text."""
    if not _INTEGER.fullmatch(text):
        return None
    value = int(text) if len(text) < 12 else _LARGEST
    return value if -_LARGEST <= value < _LARGEST else None


def by_name(client: Client, realm: Realm) -> Mapping[str, int | None]:
    """The levels by their names: the client's, or else the realm's."""
    return read(client.attributes.get(MAP)) or read(realm.attributes.get(MAP)) or {}


def configured(realm: Mapping[str, Any]) -> set[str]:
    """The levels that the realm's browser flow has conditions for, and 0; without any such condition 0 and 1."""
    view = Realm(realm)
    by_alias = flows(view)
    levels: set[str] = set()
    pending, seen = [view.browser_flow], set()
    while pending:
        alias = pending.pop()
        if alias in seen or alias not in by_alias:
            continue
        seen.add(alias)
        for execution in by_alias[alias].executions:
            pending += [execution.flow] if execution.flow else []
            level = execution.config.get(LEVEL) if execution.provider == CONDITION else None
            levels |= {str(level)} if level else set()
    return {"0", *(levels or {"1"})}
