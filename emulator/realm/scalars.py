"""Texts, numbers and truth values as leniently as Keycloak's JSON reader takes them.

``"300"`` is a number, ``1.9`` the integer 1, ``0`` false, ``" TRUE "`` true, ``5`` a text, an empty text no number at all. All as
observed; it is Jackson's coercion of scalars, which Keycloak leaves on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

_PLAIN = (1e-3, 1e7)
"""Between these Java writes a fraction without an exponent."""
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_BITS = {"integer": 31, "long": 63}
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_NOTHING = frozenset({"", "null"})
_YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}


class Unfit(ValueError):
    """A value that is not of its type: what was ``wanted``, and a ``hint``. ``overflow``: a number that is too large."""

    def __init__(self, wanted: str, hint: str = "", overflow: bool = False) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.hint = hint
        self.overflow = overflow


class Written(float):
    """A fraction that remembers how it was written, because as a text it keeps its digits (``1.10``)."""

    __slots__ = ("text",)

    def __new__(cls, text: str) -> Self:
        """From digits; raises ValueError for what is no number."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str


def java_int(text: str) -> int | None:
    """The number that ``Integer.parseInt`` makes of a text; None where it makes none: with spaces, fractions, beyond 32 bits."""
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -(1 << 31) <= number < 1 << 31 else None


def java_text(value: Any) -> str:
    """A JSON value as Java writes it into a sentence: ``[1, null, {a=x}]``, ``1.0E10``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _java_float(value)
    if isinstance(value, list):
        return f"[{', '.join(map(java_text, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={java_text(inner)}' for name, inner in value.items())}}}"
    return str(value)


def _java_float(value: float) -> str:
    if value == 0 or _PLAIN[0] <= abs(value) < _PLAIN[1]:
        return repr(float(value))
    from decimal import Decimal  # Seldom needed, and a start would wait for it.

    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    first, *rest = map(str, digits)
    return f"{'-' * sign}{first}.{''.join(rest) or '0'}E{int(exponent) + len(rest)}"


def allowed(kind: str) -> Sequence[str]:
    """The names that an enumeration has; none for another type."""
    return kind.removeprefix("enum:").split("|") if kind.startswith("enum:") else ()


def convert(value: Any, kind: str) -> Any:
    """``value`` as ``string``, ``boolean``, ``integer``, ``long``, ``number``, ``texts`` or ``enum:…``; raises Unfit."""
    if value is None:
        return None
    if kind == "string":
        return _string(value)
    if kind == "boolean":
        return _boolean(value)
    if kind in _BITS:
        return _integer(value, kind)
    if kind == "number":
        return _number(value)
    if kind == "texts":
        return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]
    return _enum(value, allowed(kind))


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Written):
        return value.text
    if isinstance(value, int | float):
        return str(value)
    raise Unfit("a text")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(float(value) if isinstance(value, float) else value) if isinstance(value, int | float) else ""


def _boolean(value: Any) -> bool | None:
    if isinstance(value, int):
        return value != 0
    if isinstance(value, str):
        word = value.strip()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        if word in _NOTHING:
            return None
        meant = _YES_NO.get(word.lower())
        raise Unfit("true or false", f", did you mean {meant}?" if meant else "")
    raise Unfit("true or false")


def _integer(value: Any, kind: str) -> int | None:
    wanted = "a whole number"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit(wanted)
    if isinstance(value, str):
        word = value.strip()
        if word in _NOTHING:
            return None
        if not _INTEGER.fullmatch(word):
            raise Unfit(wanted)
    elif isinstance(value, float) and not abs(value) < float("inf"):
        raise Unfit(wanted, overflow=True)
    number = int(value)
    if not -(2 ** _BITS[kind]) <= number < 2 ** _BITS[kind]:
        raise Unfit(f"a whole number below {2 ** _BITS[kind]}", overflow=not isinstance(value, str))
    return number


def _number(value: Any) -> float | None:
    if isinstance(value, str) and value.strip() in _NOTHING:
        return None
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise Unfit("a number")


def _enum(value: Any, names: Sequence[str]) -> str:
    if isinstance(value, str):
        word = value.strip()
        if word in names:
            return word
        value = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(names):
        return names[value]
    raise Unfit(" or ".join(names))
