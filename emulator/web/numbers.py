"""Whole numbers in a query string, as Keycloak's resources take them."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.core.whole_numbers import int32
from emulator.web.call import Call


def whole(call: Call, name: str) -> int | None:
    """A number of 32 bits at most; None when it is absent or empty. Raises AdminError (404) when it is none."""
    text = call.query.get(name)
    if not text:
        return None
    number = int32(text)
    if number is None:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"the parameter {name} is not a number")
    return number
