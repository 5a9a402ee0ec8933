"""What a recorded request is, in words that people who build applications use."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from emulator.testing.recorder import Exchange

DONE, REFUSED, WAITING = "done", "refused", "waiting"
_PROTOCOL = "/protocol/openid-connect"
_ENDINGS: tuple[tuple[str, str], ...] = (
    (f"{_PROTOCOL}/auth/device", "device"),
    (f"{_PROTOCOL}/ext/par/request", "pushed request"),
    (f"{_PROTOCOL}/ext/ciba/auth", "CIBA"),
    (f"{_PROTOCOL}/auth", "authorization"),
    (f"{_PROTOCOL}/registrations", "authorization"),
    (f"{_PROTOCOL}/forgot-credentials", "authorization"),
    (f"{_PROTOCOL}/token/introspect", "introspection"),
    (f"{_PROTOCOL}/token", "token"),
    (f"{_PROTOCOL}/userinfo", "userinfo"),
    (f"{_PROTOCOL}/revoke", "revocation"),
    (f"{_PROTOCOL}/certs", "keys"),
)
_PARTS: tuple[tuple[str, str], ...] = (
    (f"{_PROTOCOL}/logout", "logout"),
    ("/login-actions/authenticate", "form"),
    ("/login-actions/required-action", "required action"),
    ("/login-actions/consent", "consent"),
    ("/login-actions/reset-credentials", "forgotten password"),
    ("/login-actions/registration", "registration"),
    ("/login-actions/", "login step"),
    ("/broker/", "broker"),
    ("/upstreams/", "identity provider"),
    ("/clients-registrations/", "client registration"),
    ("/authz/", "protection API"),
    ("/.well-known/", "discovery"),
    ("/account", "account"),
)
_GRANTS: Mapping[str, str] = {
    "authorization_code": "code",
    "refresh_token": "refresh",
    "client_credentials": "client credentials",
    "password": "password",
    "urn:ietf:params:oauth:grant-type:device_code": "device token",
    "urn:ietf:params:oauth:grant-type:token-exchange": "token exchange",
    "urn:ietf:params:oauth:grant-type:uma-ticket": "UMA ticket",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT assertion",
    "urn:openid:params:grant-type:ciba": "CIBA token",
}
_KINDS: Mapping[str, str] = {"authorization": "login", "pushed request": "login", "form": "login", "code": "login"}
_WAITING = ("authorization_pending", "slow_down")
_BELOW = (("/admin", "admin"), ("/resources/", "file"))


def name(exchange: Exchange) -> str:
    """What the request is: an endpoint, or the grant at the token endpoint."""
    path = exchange.path
    if exchange.method == "OPTIONS":
        return "preflight"
    for ending, what in _ENDINGS:
        if path.endswith(ending):
            return _GRANTS.get(exchange.parameters.get("grant_type", ""), what) if what == "token" else what
    below = path.removeprefix("/auth")
    for start, what in _BELOW:
        if below.startswith(start):
            return what
    for part, what in _PARTS:
        if part in path:
            return what
    return "device page" if "/device" in path else "other"


def kind(exchange: Exchange) -> str:
    """What a flow is that begins with the request."""
    what = name(exchange)
    return _KINDS.get(what, what)


def outcome(exchange: Exchange) -> str:
    """Whether the request was answered as it wished: also a redirect may bring an error, and a form may come back."""
    answer = exchange.json
    error = answer.get("error") if isinstance(answer, dict) else None
    if error in _WAITING:
        return WAITING
    if exchange.status == 0 or exchange.status >= 400:
        return REFUSED
    location = next((value for header, value in exchange.answer_headers if header.lower() == "location"), "")
    if location and _has_error(location):
        return REFUSED
    return REFUSED if exchange.error and exchange.status == 200 else DONE


def username(exchange: Exchange) -> str:
    """The user that the request is about, as far as it says; empty otherwise."""
    for token in exchange.tokens.values():
        named = token["claims"].get("preferred_username")
        if isinstance(named, str):
            return named
    return exchange.parameters.get("username", "")


def _has_error(location: str) -> bool:
    try:
        parts = urlsplit(location)
    except ValueError:
        return False
    return any("error" in parse_qs(text) for text in (parts.query, parts.fragment))
