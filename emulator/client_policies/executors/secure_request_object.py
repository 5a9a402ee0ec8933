"""Authorization requests as signed JWTs that are for this realm, hold now and not for long, and say all that the request says.

Configuration: ``verify-nbf`` (by default true), ``available-period`` in seconds between ``nbf`` and ``exp`` (by default 3600),
``allowed-clock-skew`` (by default 15), ``encryption-required``. What was pushed is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import AUTHORIZATION, Event, flag, refused
from emulator.client_policies.executors import Executor

_OBJECT = "invalid_request_object"
_REQUEST = "invalid_request"
_OUTSIDE = ("request", "request_uri")
_PERIOD, _SKEW = 3600, 15


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
    _check_audience(claims, event.context.issuer)
    known = (name for name in event.sent if name in event.parameters and name not in _OUTSIDE)
    if any(name not in claims or str(claims[name]) != event.sent[name] for name in known):
        raise refused(_REQUEST, "Invalid parameter. Parameters in 'request' object not matching with request parameters")
    if flag(configuration, "encryption-required"):
        raise refused(_OBJECT, "Request object not encrypted")


def _check_times(configuration: Mapping[str, Any], claims: Mapping[str, Any], now: int) -> None:
    skew = _number(configuration, "allowed-clock-skew", _SKEW)
    expires, before, issued = _time(claims, "exp"), _time(claims, "nbf"), _time(claims, "iat")
    if expires is None:
        raise refused(_OBJECT, "Missing parameter in the 'request' object: exp")
    if now > expires:
        raise refused(_OBJECT, "Request Expired")
    if str(configuration.get("verify-nbf", True)).lower() != "false":
        if before is None:
            raise refused(_OBJECT, "Missing parameter in the 'request' object: nbf")
        if now < before - skew:
            raise refused(_OBJECT, "Request not yet being processed")
        if expires - before > _number(configuration, "available-period", _PERIOD):
            raise refused(_OBJECT, "Request's available period is long")
    if issued is not None and now < issued - skew:
        raise refused(_OBJECT, "Request issued in the future")


def _check_audience(claims: Mapping[str, Any], issuer: str) -> None:
    audience = claims.get("aud")
    if audience is None:
        raise refused(_OBJECT, "Missing parameter in the 'request' object: aud")
    listed = audience if isinstance(audience, list) else [audience]
    if not any(listed):
        raise refused(_OBJECT, "Missing parameter value in the 'request' object: aud")
    if issuer not in listed:
        raise refused(_OBJECT, "Invalid parameter in the 'request' object: aud")


def _time(claims: Mapping[str, Any], name: str) -> int | None:
    """A time in epoch seconds; 0 for anything else, as Java reads it."""
    value = claims.get(name)
    if value is None:
        return None
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _number(configuration: Mapping[str, Any], name: str, usual: int) -> int:
    text = str(configuration.get(name))
    return int(text) if text.isdigit() else usual


EXECUTOR = Executor("secure-request-object", execute=execute)
