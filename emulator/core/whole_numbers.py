"""Whole numbers as texts, of any length: Python itself refuses to read those of many digits."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"([+-]?)0*(\d{1,10})")
_END = 1 << 31


def int32(text: str) -> int | None:
    """The number as Java's ``Integer.valueOf`` reads it, with a sign or zeros before it; None where it is none or has more than 32 bits."""
    said = _WHOLE.fullmatch(text)
    number = int(said[1] + said[2]) if said is not None else _END
    return number if -_END <= number < _END else None
