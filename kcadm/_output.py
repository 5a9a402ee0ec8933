"""What goes to standard output: JSON in Jackson's shape, or lines of comma-separated values."""

from __future__ import annotations

import sys
from typing import Any

from kcadm import _json
from kcadm._fields import Fields


def line(text: str) -> None:
    """Prints a line."""
    sys.stdout.write(text + "\n")


def raw(text: str) -> None:
    """Prints a text as it is."""
    sys.stdout.write(text)


def document(text: str) -> None:
    """Prints a text as it is; where it does not end with a newline, one goes to standard error, so that a pipe gets the text alone."""
    sys.stdout.write(text)
    sys.stdout.flush()
    if text and not text.endswith(("\n", "\r")):
        sys.stderr.write("\n")


def csv(value: Any, fields: Fields | None, *, bare: bool) -> None:
    """Prints a line for each item of a list, or one; ``bare`` leaves strings without quotes.

    With a filter the values are in its order, nothing between two commas for what is not there; without one, all that there are.
    """
    for item in value if isinstance(value, list) else [value]:
        line(",".join(_cells(item, fields, bare=bare)))


def _cells(value: Any, fields: Fields | None, *, bare: bool) -> list[str]:
    if isinstance(value, list):
        return [cell for item in value for cell in _cells(item, fields, bare=bare)]
    if not isinstance(value, dict):
        return [value if bare and isinstance(value, str) else _json.compact(value)]
    if fields is None:
        return [cell for item in value.values() for cell in _cells(item, None, bare=bare)]
    cells: list[str] = []
    for name in fields:
        cells += _cells(value[name], fields.below(name), bare=bare) if name in value else [""]
    return cells
