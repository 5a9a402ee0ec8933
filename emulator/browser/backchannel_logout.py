"""OpenID Connect Back-Channel Logout 1.0, as the relying party: an identity provider tells that its session has ended."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.broker.asked import Answer
from emulator.broker.identity import BrokerError
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser import broker_login, broker_request
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.login import session_end
from emulator.realm.views import IdentityProvider
from emulator.state.browser import AuthenticationSession
from emulator.state.records import UserSession
from emulator.web.call import Call
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def logout(call: Call) -> Response:
    """Ends the sessions that began at the provider's session, or all of its user where the token names none."""
    text = call.form.get("logout_token")
    if text is None:
        raise _refused("No logout token")
    try:
        token = jws.decode(text)
    except jws.InvalidToken as error:
        raise _refused("The decode of the logoutToken failed", str(error)) from error
    candidates = list(_issuers(call, token))
    if not candidates:
        raise _refused("No Identity Provider has been found", f"no provider's issuer is '{token.claims.get('iss')}'")
    provider = _verified(call, candidates, token, text)
    events = token.claims.get("events")
    if not isinstance(events, dict) or _EVENT not in events:
        raise _refused("LogoutToken verification failed", "the token has no event of a back-channel logout")
    sid, subject = token.claims.get("sid"), token.claims.get("sub")
    if not (sid or subject):
        raise _refused("LogoutToken verification failed", "the token names neither a session nor a subject")
    ended = [session for session in call.tables.user_sessions if _belongs(session, provider, sid, subject)]
    for session in ended:
        session_end.end(call.context, session, told_by_provider=True)
    call.log.append(f"identity provider '{provider.alias}' ended {len(ended)} session(s)")
    return Response(200, JSON)


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
                keys = at(provider.text("jwksUrl"), token.kid) if by_url else member.configured_keys(provider)
                member.verified(asked, text, Answer(keys=keys))
                return provider
        except BrokerError as error:
            reasons.append(str(error))
    raise _refused("LogoutToken verification with identity provider failed", "; ".join(reasons))


def _belongs(session: UserSession, provider: IdentityProvider, sid: object, subject: object) -> bool:
    notes = session.notes
    if notes.get(broker_login.PROVIDER) != provider.alias:
        return False
    return notes.get(broker_login.SESSION) == sid if sid else notes.get(broker_login.SUBJECT) == subject


def _refused(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_request", description, reason=reason)


ROUTES = [
    Route("POST", "/realms/{realm}/protocol/openid-connect/logout/backchannel-logout", logout),
]
