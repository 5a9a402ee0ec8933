"""Steps that the protocol endpoints share, in Keycloak's order."""

from __future__ import annotations

from functools import lru_cache

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.realm.gates import addresses
from emulator.web.call import Call

NO_STORE = [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
NO_CACHE = [("Cache-Control", "no-cache")]
EXPOSE = "Access-Control-Allow-Methods"


def https_required(call: Call) -> bool:
    """Whether the realm's ``sslRequired`` refuses plain http; what counts is the URL that the server is known by."""
    mode = str(call.context.realm.ssl_required).lower()
    if call.base.startswith("https:") or mode == "none":
        return False
    return mode == "all" or not is_local(call.remote_address)


@lru_cache(maxsize=256)
def is_local(address: str) -> bool:
    """Whether a caller is on this machine or in a private network; one whose address is not known is."""
    literal = addresses.address(address)
    return not address or (literal is not None and addresses.is_local(literal))


def check_ssl(call: Call) -> None:
    """Refuses plain http where the realm requires https."""
    if https_required(call):
        call.cors.allow_all()
        raise OAuthError("invalid_request", "HTTPS required", 403, reason="the realm's sslRequired refuses http")


def check_realm(call: Call, status: int = 403) -> None:
    """Refuses a disabled realm."""
    if not call.context.realm.enabled:
        call.cors.allow_all()
        raise OAuthError("access_denied", "Realm not enabled", status, reason="the realm is not enabled")


def check_duplicates(call: Call, but: frozenset[str] = frozenset()) -> None:
    """Refuses a parameter that was sent twice (RFC 6749 section 3.2), except ``but`` these."""
    if call.form.duplicated(but):
        events.drop(call.context)
        raise OAuthError("invalid_request", "duplicated parameter", reason="a form parameter was sent more than once")
