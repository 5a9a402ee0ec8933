"""Steps that the protocol endpoints share, in Keycloak's order."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.web.call import Call

NO_STORE = [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
NO_CACHE = [("Cache-Control", "no-cache")]
EXPOSE = "Access-Control-Allow-Methods"


def https_required(call: Call) -> bool:
    """Whether the realm's ``sslRequired`` refuses this plain http request."""
    mode = str(call.context.realm.ssl_required).lower()
    if call.scheme == "https" or mode == "none":
        return False
    return mode == "all" or not is_local(call.remote_address)


@lru_cache(maxsize=256)
def is_local(address: str) -> bool:
    """Whether an IP address is loopback or private."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return True
    return found.is_private or found.is_loopback or found.is_link_local


def check_ssl(call: Call) -> None:
    """Refuses plain http where the realm requires https."""
    if https_required(call):
        call.cors.allow_all()
        raise OAuthError("invalid_request", "HTTPS required", 403, reason="the realm's sslRequired refuses http")


def check_realm(call: Call) -> None:
    """Refuses a disabled realm."""
    if not call.context.realm.enabled:
        call.cors.allow_all()
        raise OAuthError("access_denied", "Realm not enabled", 403, reason="the realm is not enabled")


def check_duplicates(call: Call, but: frozenset[str] = frozenset()) -> None:
    """Refuses a parameter that was sent twice (RFC 6749 section 3.2), except ``but`` these."""
    if call.form.duplicated(but):
        events.drop(call.context)
        raise OAuthError("invalid_request", "duplicated parameter", reason="a form parameter was sent more than once")
