"""Whole numbers in a query string, as Keycloak's resources take them."""

from __future__ import annotations

import re

from emulator.core.errors import AdminError
from emulator.web.call import Call

_WHOLE = re.compile(r"[+-]?\d+")


def whole(call: Call, name: str) -> int | None:
    """A number of 32 bits at most; None when it is absent or empty. Raises AdminError (404) when it is none."""
    text = call.query.get(name)
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not -(2**31) <= int(text) < 2**31:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"the parameter {name} is not a number")
    return int(text)
