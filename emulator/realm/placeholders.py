"""``${NAME}`` and ``${NAME:default}`` in realm files, as Keycloak's import replaces them in a file's text.

``${A,B:default}`` takes the first variable that is set. Placeholders may nest, in a default, in a name and in the value of a variable.
A name that is not set and has no default stays as it is written, which keeps Keycloak's own ``${role_admin}``. ``$${NAME}`` is left
alone. All as observed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ALIASES = {"/": "/", ":": ":"}
_SPECIAL = re.compile(r"[${}]")
_MAX_DEPTH = 50


class EndlessPlaceholderError(ValueError):
    """A variable whose value contains itself; the message names it."""


def replace(text: str, environ: Mapping[str, str]) -> str:
    """The text with every placeholder replaced; raises EndlessPlaceholderError."""
    return _Reader(text, environ, 0).read()[0] if "${" in text else text


class _Reader:
    """Reads once over a text. A ``$`` makes a pair with what follows it, so that ``$${A}`` is no placeholder."""

    def __init__(self, text: str, environ: Mapping[str, str], depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise EndlessPlaceholderError(f"a placeholder contains itself: {text[:60]}")
        self._text = text
        self._environ = environ
        self._depth = depth
        self._at = 0

    def read(self, inside: bool = False) -> tuple[str, bool]:
        """The text up to its end or, ``inside`` of a placeholder, up to its brace; and whether that brace was there."""
        parts: list[str] = []
        braces = 0
        while (match := _SPECIAL.search(self._text, self._at)) is not None:
            parts.append(self._text[self._at : match.start()])
            self._at = match.end()
            if match[0] != "$":
                if inside and match[0] == "}" and braces == 0:
                    return "".join(parts), True
                braces += 1 if match[0] == "{" else -1
                parts.append(match[0])
            elif self._text.startswith("{", self._at):
                self._at += 1
                parts.append(self._placeholder())
            else:
                parts.append(self._text[match.start() : self._at + 1])
                self._at += 1
        parts.append(self._text[self._at :])
        self._at = len(self._text)
        return "".join(parts), False

    def _placeholder(self) -> str:
        key, closed = self.read(inside=True)
        if not closed:
            return "${" + key
        value = self._resolve(key)
        return "${" + key + "}" if value is None else self._again(value)

    def _resolve(self, key: str) -> str | None:
        if key in _ALIASES:
            return _ALIASES[key]
        if key in self._environ:
            return self._environ[key]
        name, colon, default = key.partition(":")
        if not colon or not name:
            return self._first(key)
        return self._environ[name] if name in self._environ else self._first(name, default)

    def _first(self, names: str, default: str | None = None) -> str | None:
        one, comma, other = names.partition(",")
        if comma and one and one in self._environ:
            return self._environ[one]
        return self._environ.get(other, default) if comma and other else default

    def _again(self, value: str) -> str:
        start = value.find("${")
        if start < 0:
            return value
        return value[:start] + _Reader(value[start:], self._environ, self._depth + 1).read()[0]
