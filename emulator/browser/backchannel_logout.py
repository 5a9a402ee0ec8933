"""OpenID Connect Back-Channel Logout 1.0, as the relying party: an identity provider tells that its session has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.broker.asked import Answer
from emulator.broker.identity import BrokerError
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser import broker_login, broker_request, other_methods
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.login import session_end
from emulator.realm.views import IdentityProvider
from emulator.state.browser import AuthenticationSession
from emulator.state.records import UserSession
from emulator.web.call import Call
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

_UNREADABLE = "The decode of the logoutToken failed"
_PART = 2000
"""Sessions that are looked at in one go."""
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def logout(call: Call) -> Response:
    """Ends the sessions that began at the provider's session, or all of its user where the token names none."""
    text = call.form.get("logout_token")
    if text is None:
        raise _refused("No logout token")
    try:
        token = jws.decode(text)
    except jws.InvalidToken as error:
        raise _refused(_UNREADABLE, str(error)) from error
    if not _is_readable(token.claims):
        raise _refused(_UNREADABLE, "a claim is of another type")
    candidates = list(_issuers(call, token))
    if not candidates:
        raise _refused("No Identity Provider has been found", f"no provider's issuer is '{token.claims.get('iss')}'")
    provider = _verified(call, candidates, token, text)
    fault = _fault(token.claims)
    if fault:
        raise _refused(fault)
    sid, subject = token.claims.get("sid"), token.claims.get("sub")
    ended = call.answers.those(
        "sessions of the provider", call.tables.user_sessions, _PART, lambda session: _belongs(session, provider, sid, subject)
    )
    for session in ended:
        session_end.end(call.context, session, told_by_provider=True)
    call.log.append(f"identity provider '{provider.alias}' ended {len(ended)} session(s)")
    return Response(200, JSON)


def _is_readable(claims: Mapping[str, Any]) -> bool:
    """Whether claims are of the types that Keycloak reads them as; it takes a number in a text."""
    times = (claims.get(name) for name in ("exp", "iat", "nbf"))
    texts = (claims.get(name) for name in ("sub", "sid", "jti"))
    return (
        isinstance(claims.get("events"), dict | None)
        and all(value is None or isinstance(value, int | float) or str(value).isdigit() for value in times)
        and not any(isinstance(value, list | dict) for value in texts)
    )


def _fault(claims: Mapping[str, Any]) -> str:
    """What a verified logout token lacks, or has too much (section 2.6), in Keycloak's order; empty where nothing is wrong."""
    if claims.get("sid") is None and claims.get("sub") is None:
        return "Missing sid or sub claim"
    if _EVENT not in (claims.get("events") or {}):
        return "The LogoutToken event claim is not as expected"
    if claims.get("nonce") is not None:
        return "The LogoutToken contains a nonce claim which is not allowed"
    if claims.get("jti") is None:
        return "The logoutToken jti is missing"
    return "The LogoutToken doesn't contain an iat claim" if claims.get("iat") is None else ""


def _issuers(call: Call, token: jws.Jws) -> Iterator[IdentityProvider]:
    issuer = token.claims.get("iss")
    for provider in map(IdentityProvider, call.context.realm.identity_providers):
        known = provider.enabled and BROKER_PROVIDERS.get(provider.provider) is not None
        if known and issuer in [one.strip() for one in provider.text("issuer").split(",")]:
            yield provider


def _verified(call: Call, candidates: list[IdentityProvider], token: jws.Jws, text: str) -> IdentityProvider:
    """The provider that the token is from."""
    reasons = []
    for provider in candidates:
        member = BROKER_PROVIDERS.get(provider.provider)
        asked = broker_request.asked(call, provider, AuthenticationSession(id="", root="", code="", client_id="", redirect_uri=""))
        try:
            if member is not None:
                by_url, at = provider.flag("useJwksUrl"), broker_request.keys_at(call, provider)
                keys = at(provider.text("jwksUrl"), token.kid) if by_url else member.configured_keys(provider, token.kid)
                member.verified(asked, text, Answer(keys=keys))
                return provider
        except BrokerError as error:
            reasons.append(str(error))
    raise _refused("LogoutToken verification with identity provider failed", "; ".join(reasons))


def _belongs(session: UserSession, provider: IdentityProvider, sid: object, subject: object) -> bool:
    notes = session.notes
    if notes.get(broker_login.PROVIDER) != provider.alias:
        return False
    return notes.get(broker_login.SESSION) == sid if sid else bool(subject) and notes.get(broker_login.SUBJECT) == subject


def _refused(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_request", description, reason=reason)


_PATH = "/realms/{realm}/protocol/openid-connect/logout/backchannel-logout"
ROUTES = [
    Route("POST", _PATH, logout),
    *(Route(method, _PATH, other_methods.missing) for method in ("GET", "OPTIONS")),
    Route("HEAD", _PATH, other_methods.refused),
]
