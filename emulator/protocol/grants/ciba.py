"""CIBA (OpenID CIBA Core section 10): tokens for a client whose user has answered on another device."""

from __future__ import annotations

from dataclasses import replace

from emulator import client_policies
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import ciba_requests, user_tokens
from emulator.protocol.ciba import ENABLED
from emulator.protocol.grants import Grant
from emulator.realm.views import Client
from emulator.state.browser import BackchannelRequest
from emulator.tokens.decision import Decision
from emulator.web.call import Call

_PENDING = "The authorization request is still pending as the end-user hasn't yet been authenticated."


def decide(call: Call, client: Client) -> Decision:
    """Tokens in a new session once the user has agreed; until then, why not yet."""
    if not client.flag(ENABLED):
        raise OAuthError("invalid_grant", "Client not allowed OIDC CIBA Grant")
    text = call.form.get("auth_req_id")
    if text is None:
        raise OAuthError("invalid_request", "Missing parameter: auth_req_id")
    context = call.context
    request = context.tables.backchannel_requests.get(text)
    if request is None:
        raise OAuthError("invalid_grant", "Invalid Auth Req ID", reason="no authentication request with this id is under way")
    _ask_policies(call, client, request)
    if request.status == ciba_requests.USED:
        raise OAuthError("invalid_grant", "Invalid auth_req_id", reason="it is used up")
    if request.client_id != client.id:
        raise OAuthError("invalid_grant", "unauthorized client", reason="it is another client's")
    _check(call, request)
    user = context.tables.user(request.user_id)
    if user is None or not user.enabled:
        raise OAuthError("invalid_grant", "User disabled", reason="the user is not there or not enabled")
    context.tables.backchannel_requests.put(request.id, replace(request, status=ciba_requests.USED))
    session = sessions.start(context, user, notes={"AUTH_TIME": str(context.clock.seconds())})
    return user_tokens.decision(context, "ci", client, user, session, request.scope)


def _ask_policies(call: Call, client: Client, request: BackchannelRequest) -> None:
    """What a client policy refuses is an invalid grant, whatever the policy calls it."""
    try:
        client_policies.trigger(call.context, "BACKCHANNEL_TOKEN_REQUEST", client, scope=request.scope)
    except OAuthError as error:
        raise OAuthError("invalid_grant", error.description, reason=error.reason, event=error.error) from error


def _check(call: Call, request: BackchannelRequest) -> None:
    """Whether the user has agreed, and the client has not asked too soon; raises OAuthError."""
    table, now = call.tables.backchannel_requests, call.context.clock.seconds()
    if request.expires <= now:
        raise OAuthError("expired_token", "authentication timed out", reason=f"the request expired {now - request.expires} s ago")
    if request.polled and now - request.polled < request.interval:
        reason = f"asked {now - request.polled} s after the last time, interval {request.interval} s"
        raise OAuthError("slow_down", "too early to access", reason=reason)
    table.put(request.id, replace(request, polled=now))
    if request.status in ("UNAUTHORIZED", "CANCELLED"):
        raise OAuthError("access_denied", "not authorized", reason=f"the user's answer was {request.status}")
    if request.status == ciba_requests.PENDING:
        raise OAuthError("authorization_pending", _PENDING)


GRANT = Grant(name="urn:openid:params:grant-type:ciba", event="AUTHREQID_TO_TOKEN", decide=decide)
