"""Assertions (RFC 7521): times and single use, the same for those of clients and of identity providers, in Keycloak's order and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.state.records import Expiring

Refusal = Callable[[str, str], OAuthError]
"""Makes the error of a description and a reason for the log."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an assertion may be used, in seconds.

    ``skew`` is how far ahead another clock may be, ``age`` the longest time from its issue; ``reusable`` ones may come again.
    """

    skew: int
    age: int
    reusable: bool = False


def check_audience(claims: Mapping[str, Any], known: frozenset[str], refuse: Refusal, *, several: bool = False) -> None:
    """One audience, or ``several``, of which one is among the ``known``; raises what ``refuse`` makes."""
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if len(listed) > 1 and not several:
        raise refuse("Multiple audiences not allowed", f"the assertion is for {listed}")
    if not any(isinstance(name, str) and name in known for name in listed):
        raise refuse("Invalid token audience", f"the assertion is for '{audience}'")


def check_times(context: Context, claims: Mapping[str, Any], limits: Limits, owner: str, refuse: Refusal) -> None:
    """Times, and that it comes once among those of its ``owner``; raises what ``refuse`` makes."""
    now = context.clock.seconds()
    expires, issued, not_before = claims.get("exp"), claims.get("iat"), claims.get("nbf")
    if not isinstance(expires, int | float):
        raise refuse("Token exp claim is required", "")
    if expires <= now:
        raise refuse("Token is not active", f"the assertion expired {int(now - expires)} s ago")
    if isinstance(not_before, int | float) and not_before > now + limits.skew:
        raise refuse("Token is not active", f"the assertion is not valid for another {int(not_before - now)} s")
    left = int(expires) - now
    if not isinstance(issued, int | float):
        if left > limits.age:
            raise refuse("Token expiration is too far in the future and iat claim not present in token", "")
    else:
        left = _left(now, left, issued, limits, refuse)
    if limits.reusable:
        return
    identifier = claims.get("jti")
    if not isinstance(identifier, str):
        raise refuse("Token jti claim is required", "")
    _use_once(context, f"assertion:{owner}:{identifier}", now + left, refuse)


def _left(now: int, left: int, issued: float, limits: Limits, refuse: Refusal) -> int:
    """How long the assertion counts as used."""
    if issued - limits.skew > now:
        raise refuse("Token was issued in the future", f"its iat is {int(issued - now)} s ahead")
    left = min(left, limits.age)
    if left <= 0:
        raise refuse("Token is not active", "it may be used for no time at all")
    if now > issued + limits.age:
        raise refuse("Token was issued too far in the past to be used now", f"it was issued {int(now - issued)} s ago")
    return left


def _use_once(context: Context, name: str, expires: int, refuse: Refusal) -> None:
    table = context.tables.single_use
    seen = table.get(name)
    if seen is not None and seen.expires > context.clock.seconds():
        raise refuse("Token reuse detected", f"'{name}' was used before")
    table.put(name, Expiring(name, expires))
