"""``-s NAME=VALUE`` and ``-d NAME``: what a command changes in a JSON object before it is sent.

A name is a path: ``a.b``, ``a."b.c".d``, ``list[2]`` for an item, ``list+`` (that is, ``list+=VALUE``) for one more at the end.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kcadm import _json
from kcadm._errors import KcadmError, UsageError

_INDEXED = re.compile(r"(.*)\[([^\[\]]*)\]", re.DOTALL)
_MOST_ITEMS = 100_000


class Part(NamedTuple):
    """One step of a path: a member's name, and which item of a list there, if it names one."""

    name: str
    item: int | None = None


class Change(NamedTuple):
    """What to do at a path: set ``value``, append it, or (None) take away what is there."""

    path: tuple[Part, ...]
    append: bool
    value: str | None


def assignment(text: str) -> tuple[str, str]:
    """Name and value of ``NAME=VALUE``; raises UsageError without a name or without ``=``."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageError(f"Invalid key=value parameter: [{text}]")
    return name, value


def setting(text: str) -> Change:
    """What ``-s`` was given; raises UsageError, or KcadmError for a name that is no path."""
    name, value = assignment(text)
    return _change(name, value)


def deletion(name: str) -> Change:
    """What ``-d`` was given; raises KcadmError for a name that is no path."""
    return _change(name, None)


def apply(document: Any, changes: list[Change]) -> dict[str, Any]:
    """Makes the changes in a JSON object, in order, and returns it; raises KcadmError where they do not fit what is there."""
    if not isinstance(document, dict):
        raise KcadmError(f"Not a JSON object: {_json.compact(document)}")
    for change in changes:
        if not change.path:
            continue
        holder = _holder(document, change.path[:-1])
        if change.value is None:
            _remove(holder, change.path[-1])
        else:
            _set(holder, change, value_of(change.value))
    return document


def value_of(text: str) -> Any:
    """The JSON value of a text, or the text itself where it is none; null for an empty one. Quotes around it fall off.

    Raises KcadmError for a text that begins with a quote and does not end with one.
    """
    if not text.strip():
        return None
    try:
        return _json.read(text)
    except ValueError:
        pass
    if not text.startswith(("'", '"')):
        return text
    if not text.endswith(("'", '"')):
        raise KcadmError(f"Invalid string value: {text}")
    return text[1:-1]


def merge(source: Any, target: dict[str, Any]) -> None:
    """Puts a JSON object over another one, level by level; lists are replaced. Raises KcadmError where the types differ."""
    if not isinstance(source, dict):
        raise KcadmError(f"Not a JSON object: {_json.compact(source)}")
    for name, value in source.items():
        there = target.get(name)
        if isinstance(there, (dict, list)) and not isinstance(value, type(there)):
            raise KcadmError(f"Attribute is of incompatible type - {name}: {_json.compact(value)}")
        if isinstance(there, dict):
            merge(value, there)
        else:
            target[name] = value


def _change(name: str, value: str | None) -> Change:
    append = name.endswith("+")
    return Change(tuple(_parts(name[:-1] if append else name)), append, value)


def _parts(key: str) -> list[Part]:
    """The steps of a path; each is either quoted as a whole or has neither quotes nor dots in it."""
    parts: list[Part] = []
    at = 0
    while at < len(key):
        if key[at] == '"':
            end = key.find('"', at + 1)
            if end < 0:
                raise _invalid(key, len(key))
            text, at = key[at + 1 : end], end + 1
            if at < len(key) and key[at] != ".":
                raise _invalid(key, at + 1)
        else:
            end = key.find(".", at)
            end = len(key) if end < 0 else end
            text = key[at:end]
            if not text:
                raise _invalid(key, at + 1)
            if '"' in text:
                raise _invalid(key, at + text.index('"') + 1)
            at = end
        parts.append(_part(text))
        at += 1
    if at == len(key) and key:
        # A dot was the last character.
        raise _invalid(key, len(key))
    return parts


def _part(text: str) -> Part:
    if not text.endswith("]"):
        return Part(text)
    indexed = _INDEXED.fullmatch(text)
    if indexed is None:
        raise KcadmError(f"Invalid attribute key: {text} (']' not allowed here)")
    try:
        index = int(indexed[2])
    except ValueError:
        raise KcadmError(f"Invalid attribute key: {text} (Invalid array index: '[{indexed[2]}]')") from None
    if not 0 <= index < _MOST_ITEMS:
        raise KcadmError(f"Invalid attribute key: {text} (Invalid array index: '[{indexed[2]}]')")
    return Part(indexed[1], index)


def _invalid(key: str, position: int) -> KcadmError:
    return KcadmError(f"Invalid attribute key: {key} (at position {position})")


def _holder(document: dict[str, Any], path: tuple[Part, ...]) -> dict[str, Any]:
    """The object that a path leads to; what is missing on the way is made."""
    for part in path:
        there = document.setdefault(part.name, {})
        if part.item is not None or not isinstance(there, dict):
            raise KcadmError(f"Attribute is of incompatible type - {part.name}: {_json.compact(there)} is no JSON object")
        document = there
    return document


def _set(holder: dict[str, Any], change: Change, value: Any) -> None:
    name, index = change.path[-1]
    if index is None and not change.append:
        holder[name] = value
        return
    items = holder.get(name)
    if not isinstance(items, list):
        items = holder[name] = []
    if index is None:
        items.append(value)
        return
    items.extend([None] * (index + 1 - len(items)))
    items[index] = value


def _remove(holder: dict[str, Any], part: Part) -> None:
    if part.item is None:
        holder.pop(part.name, None)
        return
    items = holder.get(part.name)
    if isinstance(items, list) and part.item < len(items):
        del items[part.item]
