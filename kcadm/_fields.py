"""``-F FILTER``: which members of a JSON answer are printed, as ``id,protocolMappers(name,config(*)),-secret`` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kcadm._errors import KcadmError, UsageError


class Fields:
    """A parsed filter: names in the order in which they were given, each with the filter of what is below it."""

    def __init__(self) -> None:
        self._below: dict[str, Fields | None] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._below)

    def put(self, name: str, below: Fields | None) -> None:
        """Adds a name."""
        self._below[name] = below

    def includes(self, name: str) -> bool:
        """Whether a member is printed."""
        if "-" + name in self._below:
            return False
        return "*" in self._below or name in self._below

    def below(self, name: str) -> Fields:
        """The filter for what is inside of a member; an empty one where nothing was said about that."""
        return self._below.get(name) or self._below.get("*") or Fields()

    def apply(self, value: Any) -> Any:
        """A copy of a JSON value with what is included only."""
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if isinstance(value, dict):
            return {name: self.below(name).apply(item) for name, item in value.items() if self.includes(name)}
        return value


def parse(text: str) -> Fields:
    """The filter of a text; raises KcadmError with the position of what is wrong, counted from 0, and UsageError for none."""
    if not text.strip():
        raise UsageError("Fields spec is null or empty!")
    stack = [Fields()]
    name = ""
    closed = False
    """Whether a bracket has just closed: then a name is not needed before what follows."""
    for position, char in enumerate(text):
        if char == ",":
            if not name and not closed:
                raise _invalid(position, text)
            if name:
                stack[-1].put(name, None)
            name, closed = "", False
        elif char == "(":
            if not name:
                raise _invalid(position, text)
            stack.append(Fields())
            stack[-2].put(name, stack[-1])
            name = ""
        elif char == ")":
            if len(stack) == 1 or not (name or closed):
                raise _invalid(position, text)
            if name:
                stack[-1].put(name, None)
            stack.pop()
            name, closed = "", True
        else:
            name += char
    if len(stack) > 1 or not (name or closed):
        raise _invalid(len(text), text)
    if name:
        stack[-1].put(name, None)
    return stack[0]


def _invalid(position: int, text: str) -> KcadmError:
    return KcadmError(f"Invalid fields specification at position {position}: {text}")
