"""Backchannel authentication (OpenID CIBA Core): a client asks for a user, who answers on another device.

Who asks the user is Keycloak's HTTP authentication channel, or a page of the account console. Without either, requests are refused as
by a Keycloak without a channel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from emulator import client_policies
from emulator.context import events
from emulator.core import fetch
from emulator.core.errors import AdminError, OAuthError
from emulator.core.json_text import read_json
from emulator.core.whole_numbers import int32
from emulator.keys import jws
from emulator.login import direct_grant
from emulator.protocol import ciba_parameters, ciba_requests, endpoint
from emulator.protocol import client as clients
from emulator.realm.views import Client, User
from emulator.state.browser import BackchannelRequest
from emulator.tokens import scopes, verify
from emulator.web import media_type
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

ENABLED = "oidc.ciba.grant.enabled"
CHANNEL = "cibaAuthenticationChannelUri"
PAGE = "page"
_HINTS = ("login_hint", "id_token_hint", "login_hint_token")
_MESSAGE = re.compile(r"[A-Za-z0-9\-._+/!?#]{1,50}")
_BAD_MESSAGE = (
    "the binding_message value has to be max 50 characters in length and must contain only basic plain-text characters without spaces"
)
_TIMEOUT = 10
_LONGEST_NOTIFICATION = 1024
_PING = "ping"


def authenticate(call: Call) -> Response:
    """The ``auth_req_id`` under which the client asks for tokens once the user has answered; raises OAuthError."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call, 401)
    client = _client(call)
    parameters = ciba_parameters.read(call, client)
    events.drop(call.context)
    user = _user(call, parameters)
    lifespan = _checked(call, client, parameters)
    client_policies.trigger(
        call.context, "BACKCHANNEL_AUTHENTICATION_REQUEST", client, parameters, scope=parameters.get("scope"), sent=dict(call.form)
    )  # fmt: skip
    destination = call.context.realm.attributes.get(CHANNEL) or call.emulator.settings.ciba_channel
    if not destination:
        reason = f"no authentication channel is configured (realm attribute {CHANNEL}, or --spi-ciba-auth-channel…)"
        raise OAuthError("server_error", "Failed to send authentication request", 503, reason)
    request = ciba_requests.make(call.context, client, user, parameters, lifespan)
    answer = {"auth_req_id": request.id, "expires_in": request.expires - call.context.clock.seconds()}
    if ciba_requests.mode(call.context, client) != "push":
        answer["interval"] = request.interval
    if destination == PAGE:
        call.log.append(f"user '{user.username}' is asked on {call.context.issuer}/account/requests")
        return json_response(answer, headers=list(endpoint.NO_CACHE), charset=True)
    token, body = _channel_token(call, client, request), _question(call, client, request, parameters)

    status = call.answers.ask(("channel", request.id), lambda: _post(destination, token, body), own_thread=True)
    if status != 201:
        ciba_requests.forget(call.context, request)
        reason = f"{destination} answered {status or 'nothing'}"
        raise OAuthError("server_error", "Unexpected response from authentication device", 503, reason)
    return json_response(answer, headers=list(endpoint.NO_CACHE), charset=True)


def _client(call: Call) -> Client:
    """The authenticated client; as observed, whatever is wrong with it is a 401."""
    events.begin(call.context, "LOGIN", clients.named(call) or "")
    try:
        client = clients.authenticate(call, endpoint.EXPOSE)
    except OAuthError as error:
        error.status = 401
        raise
    finally:
        # No page of another origin reads an answer of this endpoint, whatever it is.
        call.cors.forget()
    if client.bearer_only:
        events.drop(call.context)
        raise OAuthError("invalid_client", "Bearer-only not allowed", 401)
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    if not client.flag(ENABLED):
        events.refuse(call.context, "not_allowed")
        raise OAuthError("invalid_grant", "Client not allowed OIDC CIBA Grant", 401)
    return client


def _user(call: Call, parameters: Mapping[str, str]) -> User:
    wanted = call.context.realm.attributes.get("cibaAuthRequestedUserHint") or _HINTS[0]
    hint = parameters.get(wanted)
    if hint is None:
        raise OAuthError("invalid_request", f"missing parameter : {wanted}")
    user = direct_grant.lookup(call.context, hint)
    if user is None or not user.enabled:
        raise OAuthError("invalid_request", "invalid_user", reason=f"there is no enabled user '{hint[:80]}'")
    return user


def _checked(call: Call, client: Client, parameters: Mapping[str, str]) -> int:
    """How long the user may take, in seconds; raises OAuthError."""
    scope = parameters.get("scope")
    if scope is None:
        raise OAuthError("invalid_request", "missing parameter : scope")
    scopes.check(call.tables, client, scope)
    message = parameters.get("binding_message")
    if message is not None and not _MESSAGE.fullmatch(message):
        raise OAuthError("invalid_binding_message", _BAD_MESSAGE)
    pings = ciba_requests.mode(call.context, client) == _PING
    notification = parameters.get("client_notification_token")
    if notification is not None and not pings:
        raise OAuthError("invalid_request", "Client Notification token supported only for the ping mode")
    if notification is not None and len(notification) > _LONGEST_NOTIFICATION:
        raise OAuthError("invalid_request", f"Client Notification token length is limited to {_LONGEST_NOTIFICATION} characters")
    if notification is None and pings:
        raise OAuthError("invalid_request", "Client Notification token needs to be provided with the ping mode")
    if parameters.get("user_code") is not None:
        raise OAuthError("invalid_request", "User code not supported")
    expiry = int32(parameters.get("requested_expiry", "")) or 0
    return expiry if expiry > 0 else ciba_requests.lifespan(call.context)


def _channel_token(call: Call, client: Client, made: BackchannelRequest) -> str:
    context = call.context
    claims = {
        "exp": made.channel_expires, "iat": context.clock.seconds(), "jti": made.channel_id, "iss": context.issuer,
        "aud": context.issuer, "sub": made.user_id, "typ": "Bearer", "azp": client.client_id,
    }  # fmt: skip
    return jws.sign(context.keys.active(context.realm.default_signature_algorithm), claims)


def _question(call: Call, client: Client, request: BackchannelRequest, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What the channel is told, as observed."""
    shown = [call.tables.client_scope(name) for name in client.default_client_scopes]
    names = [scope.name for scope in shown if scope is not None and scope.attributes.get("display.on.consent.screen", "true") == "true"]
    question: dict[str, Any] = {"scope": " ".join([request.scope, *names])}
    if request.binding_message:
        question["binding_message"] = request.binding_message
    question |= {"login_hint": parameters.get("login_hint"), "is_consent_required": client.consent_required}
    if request.acr_values:
        question["acr_values"] = request.acr_values
    return {**question, **ciba_parameters.others(call, parameters)}


def _post(url: str, token: str, body: Mapping[str, Any]) -> int:
    """The status that somebody answers with; 0 when nobody does."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Authorization": f"Bearer {token}"}
    try:
        return fetch.send("POST", url, json.dumps(body).encode(), headers, seconds=_TIMEOUT).status
    except fetch.FetchError as error:
        return error.status


def callback(call: Call) -> Response:
    """The channel tells how the user has answered."""
    media_type.consumes(call, "", "application/json")
    request = _answered(call)
    body = _body(call)
    status = body.get("status")
    if status is None:
        ciba_requests.forget(call.context, request)
        raise OAuthError("invalid_request", "Invalid authentication status")
    # As observed, an answer that the client could not be told of does not count.
    _notify(call, request)
    ciba_requests.answer(call.context, request, str(status))
    return _done()


def _notify(call: Call, request: BackchannelRequest) -> None:
    """Tells a client that wants it that there is an answer; raises OAuthError where it does not take that."""
    client = call.tables.client_by_id(request.client_id)
    if client is None or not request.notification_token or ciba_requests.mode(call.context, client) != _PING:
        return
    url = client.attributes.get("ciba.backchannel.client.notification.endpoint", "")
    token, said = request.notification_token, {"auth_req_id": request.id}
    code = call.answers.ask(("notification", request.id), lambda: _post(url, token, said), own_thread=True)
    if code not in (200, 204):
        text = "Failed to send request to client notification endpoint"
        raise OAuthError("invalid_request", text, reason=f"'{url}' answered {code or 'nothing'}")


def _body(call: Call) -> dict[str, Any]:
    """The body; as observed, another status or member cannot be parsed."""
    try:
        found = read_json(call.body)
    except ValueError:
        found = None
    if not isinstance(found, dict) or set(found) - {"status"} or found.get("status") not in (None, *ciba_requests.ANSWERS):
        raise AdminError(400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})
    return found


def _answered(call: Call) -> BackchannelRequest:
    """The request that the channel's token is for."""
    if call.bearer is None:
        raise OAuthError("invalid_token", "Invalid token", 401, reason="no Bearer token was sent")
    try:
        token = verify.signed(call.context, call.bearer)
        verify.check(call.context, token)
    except verify.NotValid as error:
        raise OAuthError("invalid_token", "Invalid token", 403, reason=str(error)) from error
    request = call.tables.backchannel_requests.one("channel", token.text("jti"))
    if request is None or request.status != ciba_requests.PENDING:
        raise OAuthError("invalid_token", "Invalid token", 403, reason="no request waits for this answer")
    return request


def _done() -> Response:
    """Keycloak answers with its own media type as an object."""
    shown = {"type": "application", "subtype": "json", "parameters": {}, "wildcardSubtype": False, "wildcardType": False}
    return json_response(shown, charset=True)


_BASE = "/realms/{realm}/protocol/openid-connect/ext/ciba/auth"
ROUTES = [
    Route("POST", _BASE, authenticate),
    Route("POST", f"{_BASE}/callback", callback),
]
