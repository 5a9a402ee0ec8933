"""JSON as Keycloak's kcadm reads and prints it: Jackson's spacing, strictness and numbers."""

from __future__ import annotations

import json
from typing import Any, NoReturn

_LOWEST, _HIGHEST = 1e-3, 1e7


def read(text: str) -> Any:
    """The value of a JSON text; raises ValueError for anything else, NaN, Infinity and what is as large as that included."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def compact(value: Any) -> str:
    """JSON without spaces, as it is sent."""
    if isinstance(value, float):
        return _double(value)
    if isinstance(value, list):
        return f"[{','.join(compact(item) for item in value)}]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_scalar(name)}:{compact(item)}" for name, item in value.items()) + "}"
    return _scalar(value)


def pretty(value: Any, indent: str = "") -> str:
    """JSON as it is printed: ``"a" : 1`` on lines of their own, items of a list on one line, ``{ }`` and ``[ ]`` for empty ones."""
    if isinstance(value, list):
        # Jackson does not count lists as a level: what is inside of one is indented as if it were not there.
        return f"[ {', '.join(pretty(item, indent) for item in value)} ]" if value else "[ ]"
    if isinstance(value, dict):
        if not value:
            return "{ }"
        inner = indent + "  "
        lines = (f"{inner}{_scalar(name)} : {pretty(item, inner)}" for name, item in value.items())
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return compact(value)


def as_text(value: Any) -> str:
    """A scalar as Jackson's ``asText``: strings bare, all else as in JSON, and nothing for what holds others."""
    if isinstance(value, str):
        return value
    return "" if isinstance(value, (dict, list)) else compact(value)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        _refuse(text)
    return value


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _double(value: float) -> str:
    """A number with a fraction as Java writes it: 1.0E10 where Python has 1e+10."""
    if value == 0 or _LOWEST <= abs(value) < _HIGHEST:
        return repr(value) if "e" not in repr(value) else format(value, "f").rstrip("0")
    exponent = int(format(value, ".16e").partition("e")[2])
    digits = repr(abs(value)).partition("e")[0].replace(".", "").strip("0")
    return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{exponent}"
