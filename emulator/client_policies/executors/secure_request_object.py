"""Authorization requests as signed JWTs that are for this realm, hold now and not for long, and say all that the request says.

Configuration: ``verify-nbf`` (by default true), ``available-period`` in seconds between ``nbf`` and ``exp`` (by default 3600),
``allowed-clock-skew`` (by default 15), ``encryption-required``. What was pushed is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import AUTHORIZATION, Event, flag, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._request_objects import PERIOD, audience_fault, number, time

_OBJECT = "invalid_request_object"
_REQUEST = "invalid_request"
_OUTSIDE = ("request", "request_uri")
_SKEW = 15


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without such an object, or with parameters beside it that are not in it."""
    if event.kind != AUTHORIZATION or event.context is None or event.parameters.get("request_uri"):
        return
    claims = event.context.terms.request_object
    if claims is None:
        raise refused(_REQUEST, "Missing parameter: 'request' or 'request_uri'")
    if "scope" not in claims and "scope" not in event.sent:
        raise refused(_REQUEST, "Parameter 'scope' missing in the request parameters or in 'request' object")
    _check_times(configuration, claims, event.context.clock.seconds())
    fault = audience_fault(claims, event.context.issuer)
    if fault:
        raise refused(_OBJECT, fault)
    known = (name for name in event.sent if name in event.parameters and name not in _OUTSIDE)
    if any(name not in claims or str(claims[name]) != event.sent[name] for name in known):
        raise refused(_REQUEST, "Invalid parameter. Parameters in 'request' object not matching with request parameters")
    if flag(configuration, "encryption-required"):
        raise refused(_OBJECT, "Request object not encrypted")


def _check_times(configuration: Mapping[str, Any], claims: Mapping[str, Any], now: int) -> None:
    skew = number(configuration, "allowed-clock-skew", _SKEW)
    expires, before, issued = time(claims, "exp"), time(claims, "nbf"), time(claims, "iat")
    if expires is None:
        raise refused(_OBJECT, "Missing parameter in the 'request' object: exp")
    if now > expires:
        raise refused(_OBJECT, "Request Expired")
    if str(configuration.get("verify-nbf", True)).lower() != "false":
        if before is None:
            raise refused(_OBJECT, "Missing parameter in the 'request' object: nbf")
        if now < before - skew:
            raise refused(_OBJECT, "Request not yet being processed")
        if expires - before > number(configuration, "available-period", PERIOD):
            raise refused(_OBJECT, "Request's available period is long")
    if issued is not None and now < issued - skew:
        raise refused(_OBJECT, "Request issued in the future")


EXECUTOR = Executor("secure-request-object", execute=execute)
