"""Reads JSON from front to back by a representation and stops at the first fault, in Jackson's order and with its positions.

As observed: a value's first token is read before its field is judged, a text's characters only after that; columns count bytes of
UTF-8 from 1 and point behind the value's first token (behind the opening quote of a text); what follows the document does not matter,
nor do fields that a representation passes over: they are read and not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from emulator.core.json_text import whole
from emulator.realm import scalars
from emulator.realm.schema import FROM_TEXT, representations

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_AFTER_NUMBER = re.compile(r"[ \t\r\n,\]}]|$")
_STRING = re.compile(r'(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_LITERALS = {"true": True, "false": False, "null": None}
_MAX_DEPTH = 200
_ANY = "any"
_MARKS = frozenset("}]:,")


class Unknown(ValueError):
    """A field that its representation does not have; the message is Jackson's."""

    def __init__(self, representation: str, name: str, line: int, column: int) -> None:
        super().__init__(f'Unrecognized field "{name}" at line {line} column {column}.')
        self.representation = representation


class Misfit(ValueError):
    """A value of the wrong type."""


class BrokenError(ValueError):
    """No JSON, or a number beyond its type. ``outside``: it shows before any field's value was begun."""

    def __init__(self, message: str, outside: bool) -> None:
        super().__init__(message)
        self.outside = outside


class Reader:
    """One pass over one body."""

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._encoding = encoding
        self._at = 0
        self._depth = 0

    @classmethod
    def of(cls, body: bytes) -> Reader:
        """For a body in UTF-8, UTF-16 or UTF-32, which is told from its first bytes (RFC 4627 section 3)."""
        encoding = json.detect_encoding(body)
        if encoding.startswith("utf-8"):
            reader = cls(body.decode("latin-1"), "latin-1")
            reader._at = 3 if body.startswith(b"\xef\xbb\xbf") else 0
            return reader
        return cls(body.decode(encoding, "replace"), "")

    def document(self, representation: str) -> dict[str, Any] | None:
        """The document; None for ``null``. Raises Unknown, Misfit or BrokenError."""
        token = self._value()
        if token == "{":
            return self._object(representation)
        if token == '"':
            text = self._string()
            if representation in FROM_TEXT:
                return {FROM_TEXT[representation]: text}
        if token != "null":
            raise Misfit(f"{token} where {representation} belongs")
        return None

    def anything(self) -> Any:
        """The value, whatever it is. Raises BrokenError."""
        return self._any(self._value(), _ANY)

    def documents(self, representation: str) -> list[Any] | None:
        """A list of documents; None for ``null``. Raises Unknown, Misfit or BrokenError."""
        token = self._value()
        if token == "[":
            return self._array(representation)
        if token != "null":
            raise Misfit(f"{token} where a list belongs")
        return None

    def _typed(self, kind: Any, token: str) -> Any:
        """The value that begins with ``token``, as ``kind``."""
        if kind == _ANY or kind == {"*": "texts"}:
            return self._any(token, kind)
        if token == "null":
            return None
        if isinstance(kind, str) and kind not in representations():
            return self._scalar(kind, token)
        if isinstance(kind, str) and token == '"' and kind in FROM_TEXT:
            return {FROM_TEXT[kind]: self._string()}
        if token != ("[" if isinstance(kind, list) else "{"):
            raise Misfit(f"{token} where {kind} belongs")
        return self._array(kind[0]) if token == "[" else self._object(kind)

    def _any(self, token: str, kind: Any) -> Any:
        if token == "{":
            value: Any = self._object({"*": _ANY})
        else:
            value = self._array(_ANY) if token == "[" else self._plain(token)
        if kind == _ANY:
            return value
        return {name: scalars.convert(inner, "texts") for name, inner in value.items()} if isinstance(value, dict) else {}

    def _object(self, kind: Any) -> dict[str, Any]:
        fields = representations()[kind] if isinstance(kind, str) else kind
        document: dict[str, Any] = {}
        for name, value in self._members():
            of = fields.get(name) or fields.get("*") or fields.get("?")
            if of is None:
                line, column = self._place()
                raise Unknown(str(kind), name, line, column)
            begun = name in fields or "*" in fields
            self._nest(begun)
            typed = self._typed(of, value)
            self._nest(-begun)
            if begun:
                document[name] = typed
        return document

    def _members(self) -> Iterator[tuple[str, str]]:
        """Each member's name and its value's first token; the caller reads the rest of the value."""
        token = self._token()
        while token != "}":
            if token != '"':
                raise self._broken()
            name = self._string()
            if self._token() != ":":
                raise self._broken()
            yield name, self._value()
            token = self._token()
            if token == ",":
                token = self._value()
            elif token != "}":
                raise self._broken()

    def _array(self, kind: Any) -> list[Any]:
        elements: list[Any] = []
        token = self._token()
        self._nest(1)
        while token != "]":
            if token in _MARKS:
                raise self._broken()
            elements.append(self._typed(kind, token))
            token = self._token()
            if token == ",":
                token = self._value()
            elif token != "]":
                raise self._broken()
        self._nest(-1)
        return elements

    def _nest(self, by: int) -> None:
        self._depth += by
        if self._depth > _MAX_DEPTH:
            raise BrokenError("nested too deeply", outside=False)

    def _scalar(self, kind: str, token: str) -> Any:
        if token in "{[":
            raise Misfit(f"{token} where {kind} belongs")
        value = self._plain(token)
        if kind == "string" and token not in ('"', "true", "false"):
            return token
        try:
            return scalars.convert(value, kind)
        except scalars.Unfit as unfit:
            if unfit.overflow:
                raise BrokenError(f"{token} is out of range", outside=False) from unfit
            raise Misfit(f"{token} where {kind} belongs") from unfit

    def _plain(self, token: str) -> Any:
        if token == '"':
            return self._string()
        if token in _LITERALS:
            return _LITERALS[token]
        return int(token) if token.lstrip("-").isdigit() and len(token) < 400 else scalars.Written(token)

    def _value(self) -> str:
        """The next token, which must begin a value."""
        token = self._token()
        if token in _MARKS:
            raise self._broken()
        return token

    def _token(self) -> str:
        """The next token: a bracket, comma, colon, opening quote, literal or number."""
        space = _SPACE.match(self._text, self._at)
        start = self._at = space.end() if space is not None else self._at
        first = self._text[start : start + 1]
        if first and first in '{}[]:,"':
            self._at += 1
            return first
        for literal in _LITERALS:
            if self._text.startswith(literal, start) and not self._text[start + len(literal) : start + len(literal) + 1].isalnum():
                self._at += len(literal)
                return literal
        number = _NUMBER.match(self._text, start)
        if number is None or not _AFTER_NUMBER.match(self._text, number.end()):
            raise self._broken()
        self._at = number.end()
        return number[0]

    def _string(self) -> str:
        match = _STRING.match(self._text, self._at)
        if match is None:
            raise self._broken()
        try:
            raw = match[0].encode(self._encoding).decode("utf-8") if self._encoding else match[0]
        except UnicodeDecodeError:
            raise self._broken() from None
        self._at = match.end()
        text: str = whole(json.loads('"' + raw))
        return text

    def _place(self) -> tuple[int, int]:
        before = self._text[: self._at]
        return before.count("\n") + 1, self._at - (before.rfind("\n") + 1) + 1

    def _broken(self) -> BrokenError:
        line, column = self._place()
        return BrokenError(f"broken JSON at line {line} column {column}", self._depth == 0)
