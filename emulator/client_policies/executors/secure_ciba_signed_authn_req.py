"""Backchannel authentication requests as signed JWTs that are for this realm, of this client, hold now and not for long.

Configuration: ``available-period`` in seconds between ``nbf`` and ``exp``, by default 3600.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._request_objects import PERIOD, audience_fault, number, time

_REQUEST = "invalid_request"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without such an object."""
    if event.kind != "BACKCHANNEL_AUTHENTICATION_REQUEST" or event.context is None or event.client is None:
        return
    if not {"request", "request_uri"} & set(event.sent):
        raise refused(_REQUEST, "Missing parameter: 'request' or 'request_uri'")
    claims = event.context.terms.request_object
    if not claims:
        raise refused(_REQUEST, "Invalid parameter: : 'request' or 'request_uri'")
    _check_times(configuration, claims, event.context.clock.seconds())
    fault = audience_fault(claims, event.context.issuer)
    if fault:
        raise refused(_REQUEST, fault)
    if claims.get("iss") is None:
        raise refused(_REQUEST, "Missing parameter in the 'request' object: iss")
    if str(claims["iss"]) != event.client.client_id:
        raise refused(_REQUEST, "Invalid parameter in the 'request' object: iss")
    for name in ("iat", "jti"):
        _require(claims, name)


def _check_times(configuration: Mapping[str, Any], claims: Mapping[str, Any], now: int) -> None:
    _require(claims, "exp")
    expires = time(claims, "exp") or 0
    if now > expires:
        raise refused(_REQUEST, "Request Expired")
    _require(claims, "nbf")
    before = time(claims, "nbf") or 0
    if now < before:
        raise refused(_REQUEST, "Request not yet being processed")
    if expires - before > number(configuration, "available-period", PERIOD):
        raise refused(_REQUEST, "signed authentication request's available period is long")


def _require(claims: Mapping[str, Any], name: str) -> None:
    if claims.get(name) is None:
        raise refused(_REQUEST, f"Missing parameter in the signed authentication request: {name}")


EXECUTOR = Executor("secure-ciba-signed-authn-req", execute=execute)
