"""Authorization requests as signed JWTs that are for this realm, hold now and not for long, and say all that the request says.

Configuration: ``verify-nbf`` (by default true), ``available-period`` in seconds between ``nbf`` and ``exp`` (by default 3600),
``allowed-clock-skew`` (by default 15), ``encryption-required``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, flag, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._request_objects import PERIOD, audience_fault, is_pushed, number, time
from emulator.login.request_parameters import KNOWN

_OBJECT, _PUSHED_OBJECT = "invalid_request_object", "invalid_request_uri"
_REQUEST = "invalid_request"
_OUTSIDE = frozenset({"request", "request_uri"})
_SKEW = 15
_EXPIRED = "Request Expired"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without such an object, or with parameters beside it that are not in it."""
    if event.kind != "AUTHORIZATION_REQUEST" or event.context is None:
        return
    claims = event.context.terms.request_object
    if not _OUTSIDE & set(event.sent):
        raise refused(_REQUEST, "Missing parameter: 'request' or 'request_uri'")
    if not claims:
        raise refused(_REQUEST, "Invalid parameter: : 'request' or 'request_uri'")
    if "scope" not in claims and "scope" not in event.sent:
        raise refused(_REQUEST, "Parameter 'scope' missing in the request parameters or in 'request' object")
    now = event.context.clock.seconds()
    error = _PUSHED_OBJECT if is_pushed(event.sent) else _OBJECT
    fault = _expiry_fault(claims, now)
    if fault:
        raise refused(_OBJECT if fault == _EXPIRED else error, fault)
    fault = _time_fault(configuration, claims, now) or audience_fault(claims, event.context.issuer)
    if fault:
        raise refused(error, fault)
    beside = set(event.sent) & KNOWN - _OUTSIDE
    if any(name not in claims or str(claims[name]) != event.sent[name] for name in beside):
        raise refused(_REQUEST, "Invalid parameter. Parameters in 'request' object not matching with request parameters")
    if flag(configuration, "encryption-required") and not event.context.terms.request_object_encrypted:
        raise refused(_OBJECT, "Request object not encrypted")


def _expiry_fault(claims: Mapping[str, Any], now: int) -> str:
    expires = time(claims, "exp")
    if expires is None:
        return "Missing parameter in the 'request' object: exp"
    return _EXPIRED if now > expires else ""


def _time_fault(configuration: Mapping[str, Any], claims: Mapping[str, Any], now: int) -> str:
    """What is wrong with the times of a request object that has not expired; empty where nothing is."""
    skew = number(configuration, "allowed-clock-skew", _SKEW)
    expires, before, issued = time(claims, "exp") or 0, time(claims, "nbf"), time(claims, "iat")
    if str(configuration.get("verify-nbf", True)).lower() != "false":
        if before is None:
            return "Missing parameter in the 'request' object: nbf"
        if now < before - skew:
            return "Request not yet being processed"
        if expires - before > number(configuration, "available-period", PERIOD):
            return "Request's available period is long"
    return "Request issued in the future" if issued is not None and now < issued - skew else ""


EXECUTOR = Executor("secure-request-object", execute=execute)
