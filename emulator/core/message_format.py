"""Patterns of Java's MessageFormat, as Keycloak's messages and the realm's own texts are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PART = re.compile(r"''|'([^']*)'?|\{(\d+)(?:,(?:choice,([^{}]*)|[^{}]*))?\}")


def format_message(pattern: str, arguments: Mapping[int, Any]) -> str:
    """The text of a pattern: ``{0}`` is an argument, ``''`` an apostrophe, and what single quotes enclose stands as it is.

    An argument that is not given stays as its placeholder. ``{0,choice,0#days|1#day|1<days}`` picks by the number.
    """

    def part(found: re.Match[str]) -> str:
        if found[0] == "''":
            return "'"
        if found[2] is None:
            return found[1]
        index = int(found[2])
        if index not in arguments:
            return f"{{{index}}}"
        value = arguments[index]
        return _choice(found[3], value) if found[3] is not None else str(value)

    return _PART.sub(part, pattern)


def is_pattern(text: str) -> bool:
    """Whether Java takes it for a pattern: outside of single quotes a brace opens nothing but a placeholder."""
    return "{" not in _PART.sub("", text)


def _choice(limits: str, value: Any) -> str:
    """The last choice whose limit the number reaches (``#``) or passes (``<``); the first one below all limits."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    chosen = ""
    for index, choice in enumerate(limits.split("|")):
        limit, sign, text = re.split(r"([#<])", choice, maxsplit=1) if re.search(r"[#<]", choice) else ("0", "#", choice)
        if index == 0 or (number > float(limit) if sign == "<" else number >= float(limit)):
            chosen = text
    return chosen
