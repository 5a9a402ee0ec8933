r"""A configured claim: its possibly nested name, its JSON type, and how a value is turned into that type.

Names are nested by dots; a backslash takes the next character as it is. Values that do not fit the type are dropped, as Keycloak does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.core.json_text import read_json
from emulator.tokens.draft import Draft, as_read, java_order

_PART = re.compile(r"((?:\\.|[^\\.])+?)\.")
_ESCAPED = re.compile(r"\\(.)")


def path(name: str) -> tuple[str, ...]:
    r"""The parts of a claim name: ``a.b`` is nested, ``a\.b`` is one name with a dot.

    No part is empty: as observed, a dot without anything before it belongs to all that follows, and one at the end counts for nothing.
    """
    parts, start = [], 0
    while match := _PART.match(name, start):
        parts.append(match[1])
        start = match.end()
    if start < len(name):
        parts.append(name[start:])
    return tuple(_ESCAPED.sub(r"\1", part) for part in parts)


def convert(value: Any, json_type: str | None, name: tuple[str, ...] = ()) -> Any:
    """``value`` as the type of ``jsonType.label``, for a claim of this path; None when it does not fit."""
    if value is None:
        return None
    if json_type in ("int", "long"):
        try:
            number = int(str(value))
        except ValueError:
            return None
        return number if json_type == "long" or -(2**31) <= number < 2**31 else None
    if json_type == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if json_type == "JSON":
        try:
            return as_read(name, read_json(value)) if isinstance(value, str) else value
        except ValueError:
            return None
    if json_type == "String":
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def of_values(values: Sequence[Any], config: Mapping[str, str], name: tuple[str, ...] = ()) -> Any:
    """The claim of a list of values: all of them when ``multivalued``, else the first; None when there is nothing to say."""
    if not values:
        return None
    json_type = config.get("jsonType.label")
    if config.get("multivalued") == "true":
        return [convert(value, json_type, name) for value in values]
    return convert(values[0], json_type, name)


def put_roles(draft: Draft, path: tuple[str, ...], roles: Sequence[str], config: Mapping[str, str]) -> None:
    """Writes role names, all of them when ``multivalued``, else the first."""
    json_type = config.get("jsonType.label")
    if config.get("multivalued") == "true":
        draft.put_beside(path, [convert(role, json_type) for role in roles])
        return
    value = convert(java_order(roles)[0], json_type)
    if value is not None:
        draft.put_beside(path, value)
