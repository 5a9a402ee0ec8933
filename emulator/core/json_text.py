"""JSON as it enters and leaves the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isinf
from typing import Any

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_BLANKS = " \t\r\n"
MAX_DEPTH = 200


def json_text(value: Any) -> bytes:
    """Compact JSON in UTF-8, as Jackson writes it."""
    return _ENCODER.encode(value).encode("utf-8", "replace")


def read_json(text: str | bytes, parse_float: Callable[[str], Any] | None = None) -> Any:
    """The value of a JSON text; raises ValueError for what is none.

    Unlike ``json.loads`` it takes no NaN, no number that is infinite, and nothing that is nested so deeply that a later walk through it
    would fail. Half of a surrogate pair, which no UTF-8 has, becomes a question mark, as in Java's UTF-8.
    """
    try:
        value = json.loads(text, parse_float=parse_float or _finite, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH:
        _check_depth(value)
    # Other encodings than UTF-8 are rare enough to be walked through always.
    return whole(value) if b"\xed" in data or b"\\ud" in data or b"\\uD" in data or b"\0" in data else value


def first_json(text: str | bytes) -> Any:
    """The first value of a text, as Keycloak reads most JSON: what follows it does not count. Raises ValueError as ``read_json`` does."""
    try:
        return read_json(text)
    except ValueError:
        # Few have anything behind it.
        text = text.decode(json.detect_encoding(text), "replace") if isinstance(text, bytes) else text
    try:
        value, _ = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse).raw_decode(text.lstrip(_BLANKS))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check_depth(value)
    return whole(value)


def is_blank(text: str) -> bool:
    """Whether there is nothing but blanks of JSON."""
    return not text.strip(_BLANKS)


def whole(value: Any) -> Any:
    """A JSON value whose texts can be encoded: half of a surrogate pair is a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {whole(name): whole(inner) for name, inner in value.items()}
    return [whole(inner) for inner in value] if isinstance(value, list) else value


def without_nulls(value: Any) -> Any:
    """A JSON value without members that are null, however deep; lists keep theirs."""
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise ValueError("nested too deeply")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text} is no number that can be kept")
    return number


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
