"""Times as they are written in workflows: seconds, numbers with units, or ISO 8601 as Java reads it."""

from __future__ import annotations

import re

_PART = r"[-+]?\d+"
_TIME = rf"(?:(?P<h>{_PART})H)?(?:(?P<m>{_PART})M)?(?:(?P<s>{_PART})(?:[.,](?P<fraction>\d{{0,9}}))?S)?"
_FORMS = [
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<ms>{_PART})ms",
        rf"(?P<s>{_PART})",
        rf"(?P<d>{_PART})d",
        rf"(?=.){_TIME}",
        rf"(?P<sign>[-+]?)P(?=.)(?:(?P<d>{_PART})D)?(?:T(?=.){_TIME})?",
    )
]
_LONG = 2**63 - 1
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(text: str | None) -> int:
    """How long it is, 0 for none, negative for one that has passed; raises ValueError for what is no time."""
    if not text:
        return 0
    duration = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if duration is None:
        raise ValueError(f"'{text}' is no time")
    parts = {name: part for name, part in duration.groupdict().items() if part}
    amount = sum(int(parts[unit]) * length for unit, length in _UNITS.items() if unit in parts)
    if abs(amount // _UNITS["ms" if "ms" in parts else "s"]) > _LONG:
        raise ValueError(f"'{text}' is longer than there is room for")
    fraction = int(parts.get("fraction", "").ljust(3, "0")[:3] or 0)
    amount += -fraction if parts.get("s", "").startswith("-") else fraction
    return -amount if parts.get("sign") == "-" else amount
