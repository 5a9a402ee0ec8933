"""What executors read in request objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PERIOD = 3600
"""Seconds that a request object may hold, where a profile does not say."""


_PUSHED = "urn:ietf:params:oauth:request_uri:"


def is_pushed(parameters: Mapping[str, str]) -> bool:
    """Whether the request was pushed before (RFC 9126)."""
    return (parameters.get("request_uri") or "").startswith(_PUSHED)


def audience_fault(claims: Mapping[str, Any], issuer: str) -> str:
    """What is wrong with the audience of a request object; empty when it is for this realm."""
    audience = claims.get("aud")
    if audience is None:
        return "Missing parameter in the 'request' object: aud"
    listed = audience if isinstance(audience, list) else [audience]
    if not any(listed):
        return "Missing parameter value in the 'request' object: aud"
    return "" if issuer in listed else "Invalid parameter in the 'request' object: aud"


def time(claims: Mapping[str, Any], name: str) -> int | None:
    """A time in epoch seconds; 0 for anything else, as Java reads it."""
    value = claims.get(name)
    if value is None:
        return None
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def number(configuration: Mapping[str, Any], name: str, usual: int) -> int:
    """A setting that is a number of seconds."""
    value = configuration.get(name)
    return usual if value in (None, "") else int(value)
