"""Query strings and urlencoded bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

_BEYOND = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_ESCAPED = re.compile("%(?:[01][0-9A-Fa-f]|7[Ff])")


class TooLong(ValueError):
    """A form with a field that is longer than is read."""


class Parameters:
    """Parameters by name; a name may come several times. ``longest`` (characters, 0 for any) limits each value.

    ``charset`` is what escapes stand for.
    """

    __slots__ = ("_pairs", "_values")

    def __init__(self, text: str, longest: int = 0, charset: str = "utf-8") -> None:
        self._pairs = parse_qsl(text, keep_blank_values=True, encoding=charset) if text else []
        if longest and len(text) > longest:
            self._check(longest)
        self._values: dict[str, str] = {}
        self._index()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], longest: int) -> Parameters:
        """Parameters that are read already; raises TooLong."""
        parameters = cls("")
        parameters._pairs = list(pairs)
        parameters._check(longest)
        parameters._index()
        return parameters

    def _check(self, longest: int) -> None:
        if any(len(value) > longest for _, value in self._pairs):
            raise TooLong

    def _index(self) -> None:
        for name, value in self._pairs:
            self._values.setdefault(name, value)

    def drop_controls(self, but: frozenset[str]) -> None:
        """Takes ASCII control characters out of all values, except of ``but`` these parameters."""
        self._pairs = [(name, value if name in but else without_controls(value)) for name, value in self._pairs]
        self._values.clear()
        self._index()

    def get(self, name: str) -> str | None:
        """The first value of a parameter; None when it was not sent."""
        return self._values.get(name)

    def values(self, name: str) -> list[str]:
        """All values of a parameter."""
        return [value for key, value in self._pairs if key == name]

    def duplicated(self, but: frozenset[str] = frozenset()) -> bool:
        """Whether any parameter, except ``but`` these, came more than once."""
        if len(self._pairs) == len(self._values):
            return False
        counted = [name for name, _ in self._pairs if name not in but]
        return len(counted) != len(set(counted))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __contains__(self, name: str) -> bool:
        return name in self._values


def escaped(body: bytes) -> str:
    """A body in any charset as ASCII, with what is beyond that escaped."""
    return _BEYOND.sub(lambda match: f"%{match[0][0]:02X}".encode(), body).decode("ascii")


def without_controls(text: str) -> str:
    """A text without ASCII control characters, nor escaped ones, as Keycloak reads what clients ask for."""
    plain = text if text.isprintable() else _CONTROL.sub("", text)
    return _ESCAPED.sub("", plain) if "%" in plain else plain
