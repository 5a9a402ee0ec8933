"""Times of workflows, as they are written: seconds, a number with a unit, or ISO 8601."""

from __future__ import annotations

import re

_SIMPLE = re.compile(r"(-?)(\d+)(ms|s|m|h|d)?", re.IGNORECASE)
_ISO = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE)
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(text: str | None) -> int:
    """How long it is, 0 for none, negative for one that has passed; raises ValueError for what is no time."""
    if not text:
        return 0
    simple = _SIMPLE.fullmatch(text)
    if simple is not None:
        amount = int(simple[2]) * _UNITS[(simple[3] or "s").lower()]
        return -amount if simple[1] else amount
    iso = _ISO.fullmatch(text)
    if iso is None:
        raise ValueError(f"'{text}' is no time")
    days, hours, minutes = (int(iso[number] or 0) for number in (2, 3, 4))
    amount = int((((days * 24 + hours) * 60 + minutes) * 60 + float(iso[5] or 0)) * 1000)
    return -amount if iso[1] else amount
