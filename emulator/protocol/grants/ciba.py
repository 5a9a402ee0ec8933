"""CIBA (OpenID CIBA Core section 10): tokens for a client whose user has answered on another device."""

from __future__ import annotations

from dataclasses import replace

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import UNKNOWN_ERROR, AdminError, OAuthError
from emulator.login import consents, sessions, unfinished
from emulator.protocol import ciba_requests, user_tokens
from emulator.protocol.ciba import ENABLED
from emulator.protocol.grants import Grant
from emulator.realm.views import Client, User
from emulator.state.browser import BackchannelRequest
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.web.call import Call

_PENDING = "The authorization request is still pending as the end-user hasn't yet been authenticated."


def decide(call: Call, client: Client) -> Decision:
    """Tokens in a new session once the user has agreed; until then, why not yet."""
    context = call.context
    if not client.flag(ENABLED):
        raise OAuthError("invalid_grant", "Client not allowed OIDC CIBA Grant", event="not_allowed")
    request = _answered(call, client)
    user = _ready(context, client, request)
    context.tables.backchannel_requests.put(request.id, replace(request, status=ciba_requests.USED))
    session = sessions.start(context, user, notes={"AUTH_TIME": str(context.clock.seconds())})
    user = consents.remember(context, client, user, request.scope)
    events.note(context, consent="consent_granted")
    return user_tokens.decision(context, "ci", client, user, session, request.scope)


def _answered(call: Call, client: Client) -> BackchannelRequest:
    """The request that the user has agreed to; raises what the client has to know otherwise, mostly without an event, as observed."""
    text = call.form.get("auth_req_id")
    if text is None:
        events.note(call.context, reason="Missing parameter: auth_req_id")
        raise OAuthError("invalid_request", "Missing parameter: auth_req_id", event="invalid_code")
    request = call.tables.backchannel_requests.get(text)
    if request is None:
        events.drop(call.context)
        raise OAuthError("invalid_grant", "Invalid Auth Req ID", reason="no authentication request with this id is under way")
    _ask_policies(call, client, request)
    try:
        _check(call, client, request)
    except OAuthError as error:
        if not error.event:
            events.drop(call.context)
        raise
    return request


def _ready(context: Context, client: Client, request: BackchannelRequest) -> User:
    """The user, who can log in; raises OAuthError."""
    user = context.tables.user(request.user_id)
    if user is None or not user.enabled:
        raise OAuthError("invalid_grant", "User disabled", reason="the user is not there or not enabled", event="user_disabled")
    unfinished.check(context, user, [scope.name for scope in scopes.requested(context.tables, client, request.scope)])
    return user


def _ask_policies(call: Call, client: Client, request: BackchannelRequest) -> None:
    """What a client policy refuses is an invalid grant, whatever the policy calls it."""
    try:
        client_policies.trigger(call.context, "BACKCHANNEL_TOKEN_REQUEST", client, scope=request.scope)
    except OAuthError as error:
        raise OAuthError("invalid_grant", error.description, reason=error.reason, event=error.error) from error


def _check(call: Call, client: Client, request: BackchannelRequest) -> None:
    """Whether the user has agreed, and the client has not asked too soon; raises OAuthError, without an event but for another client."""
    table, now = call.tables.backchannel_requests, call.context.clock.seconds()
    if request.status == ciba_requests.USED or ciba_requests.is_forgotten(call.context, request):
        raise OAuthError("invalid_grant", "Invalid auth_req_id", reason="it is used up")
    if request.client_id != client.id:
        events.note(call.context, reason="unauthorized client")
        raise OAuthError("invalid_grant", "unauthorized client", event="invalid_oauth2_device_code")
    if request.expires < now:
        raise OAuthError("expired_token", "authentication timed out", reason=f"the request expired {now - request.expires} s ago")
    if request.interval <= 0:
        raise AdminError(500, UNKNOWN_ERROR, "the realm's interval of polling is none")
    if request.polled and now - request.polled < request.interval:
        reason = f"asked {now - request.polled} s after the last time, interval {request.interval} s"
        raise OAuthError("slow_down", "too early to access", reason=reason)
    table.put(request.id, replace(request, polled=now))
    if request.status in ciba_requests.REFUSALS:
        raise OAuthError("access_denied", "not authorized", reason=f"the user's answer was {request.status}")
    if request.status == ciba_requests.PENDING:
        raise OAuthError("authorization_pending", _PENDING)


GRANT = Grant(name="urn:openid:params:grant-type:ciba", event="AUTHREQID_TO_TOKEN", decide=decide)
