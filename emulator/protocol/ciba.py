"""Backchannel authentication (OpenID CIBA Core): a client asks for a user, who answers on another device.

Who asks the user is Keycloak's HTTP authentication channel, or a page of the account console. Without either, requests are refused as
by a Keycloak without a channel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.core.whole_numbers import int32
from emulator.keys import jws
from emulator.login import brute_force, direct_grant
from emulator.protocol import ciba_parameters, ciba_requests, endpoint
from emulator.protocol import client as clients
from emulator.realm.views import Client, User
from emulator.state.browser import BackchannelRequest
from emulator.tokens import scopes
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

ENABLED = "oidc.ciba.grant.enabled"
CHANNEL = "cibaAuthenticationChannelUri"
PAGE = "page"
_NAME = "login_hint"
_HINTS = (_NAME, "id_token_hint", "login_hint_token")
_MESSAGE = re.compile(r"[A-Za-z0-9\-._+/!?#]{1,50}")
_BAD_MESSAGE = (
    "the binding_message value has to be max 50 characters in length and must contain only basic plain-text characters without spaces"
)
_LONGEST_NOTIFICATION = 1024


def authenticate(call: Call) -> Response:
    """The ``auth_req_id`` under which the client asks for tokens once the user has answered; raises OAuthError."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call, 401)
    client = _client(call)
    parameters = ciba_parameters.read(call, client)
    events.drop(call.context)
    user = _user(call, parameters)
    lifespan = _checked(call, client, parameters)
    scope, form = parameters.get("scope"), ciba_parameters.sent(call)
    events.begin(call.context, "LOGIN", client.client_id, client_auth_method=client.proves_by)
    client_policies.trigger(call.context, "BACKCHANNEL_AUTHENTICATION_REQUEST", client, parameters, scope=scope, sent=form)
    events.drop(call.context)
    destination = call.context.realm.attributes.get(CHANNEL) or call.emulator.settings.ciba_channel
    if not destination:
        reason = f"no authentication channel is configured (realm attribute {CHANNEL}, or --spi-ciba-auth-channel…)"
        raise OAuthError("server_error", "Failed to send authentication request", 503, reason)
    request = ciba_requests.make(call.context, client, user, parameters, lifespan)
    answer = {"auth_req_id": request.id, "expires_in": request.expires - call.context.clock.seconds()}
    if request.interval > 0:
        answer["interval"] = request.interval
    if destination == PAGE:
        call.log.append(f"user '{user.username}' is asked on {call.context.issuer}/account/requests")
        return json_response(answer, headers=list(endpoint.NO_CACHE), charset=True)
    token, body = _channel_token(call, client, request), _question(call, client, user, parameters)

    status = call.answers.ask(("channel", request.id), lambda: ciba_requests.post(destination, token, body), own_thread=True)
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
    wanted = call.context.realm.attributes.get("cibaAuthRequestedUserHint") or _NAME
    if wanted not in _HINTS:
        raise OAuthError("invalid_request", "invalid user hint")
    hint = parameters.get(wanted)
    if hint is None:
        raise OAuthError("invalid_request", f"missing parameter : {wanted}")
    # As observed, Keycloak makes nothing of tokens that hint at somebody.
    user = direct_grant.lookup(call.context, hint) if wanted == _NAME else None
    if user is None or not user.enabled or brute_force.locked_by(call.context, user):
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
    pings = ciba_requests.mode(call.context, client) == ciba_requests.PING
    notification = parameters.get("client_notification_token")
    if notification is not None and not pings:
        raise OAuthError("invalid_request", "Client Notification token supported only for the ping mode")
    if notification is not None and len(notification) > _LONGEST_NOTIFICATION:
        raise OAuthError("invalid_request", f"Client Notification token length is limited to {_LONGEST_NOTIFICATION} characters")
    if notification is None and pings:
        raise OAuthError("invalid_request", "Client Notification token needs to be provided with the ping mode")
    if parameters.get("user_code") is not None:
        raise OAuthError("invalid_request", "User code not supported")
    expiry = int32(parameters.get("requested_expiry", ""))
    return ciba_requests.lifespan(call.context) if expiry is None else expiry


def _channel_token(call: Call, client: Client, made: BackchannelRequest) -> str:
    context = call.context
    claims = {
        "exp": made.channel_expires, "iat": context.clock.seconds(), "jti": made.channel_id, "iss": context.issuer,
        "aud": context.issuer, "sub": made.user_id, "typ": "Bearer", "azp": client.client_id,
    }  # fmt: skip
    return jws.sign(context.keys.active(context.realm.default_signature_algorithm), claims)


def _question(call: Call, client: Client, user: User, parameters: Mapping[str, str]) -> dict[str, Any]:
    """What the channel is told, as observed."""
    shown = [call.tables.client_scope(name) for name in client.default_client_scopes]
    names = [scope.name for scope in shown if scope is not None and scope.attributes.get("display.on.consent.screen", "true") == "true"]
    question: dict[str, Any] = {"scope": " ".join([parameters.get("scope") or "", *names])}
    if "binding_message" in parameters:
        question["binding_message"] = parameters["binding_message"]
    question |= {"login_hint": user.username, "is_consent_required": client.consent_required}
    if "acr_values" in parameters:
        question["acr_values"] = parameters["acr_values"]
    return {**question, **ciba_parameters.others(call, parameters)}


_BASE = "/realms/{realm}/protocol/openid-connect/ext/ciba/auth"
ROUTES = [
    Route("POST", _BASE, authenticate),
]
