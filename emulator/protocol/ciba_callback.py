"""How an authentication channel tells what the user has answered (OpenID CIBA), as Keycloak's channel over HTTP does."""

from __future__ import annotations

from typing import Any

from emulator.context import events
from emulator.core.errors import UNKNOWN_ERROR, AdminError, OAuthError
from emulator.core.json_text import read_json
from emulator.protocol import ciba_requests
from emulator.realm.views import Client
from emulator.state.browser import BackchannelRequest
from emulator.tokens import verify
from emulator.web import media_type
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_EVENTS = {"UNAUTHORIZED": "consent_denied", "CANCELLED": "not_allowed"}
_UNREAD = "Cannot parse the JSON"
_MOST_ANSWERED = (200, 204)


def callback(call: Call) -> Response:
    """The channel tells how the user has answered."""
    media_type.consumes(call, "", "application/json")
    status = _status(call.body)
    events.begin(call.context, "LOGIN")
    request, client = _answered(call)
    if status is None:
        events.refuse(call.context, "invalid_request")
        raise OAuthError("invalid_request", "Invalid authentication status")
    ciba_requests.answer(call.context, request, status)
    if status in _EVENTS:
        events.refuse(call.context, _EVENTS[status])
    _notify(call, client, request)
    events.drop(call.context)
    return _done()


def _notify(call: Call, client: Client, request: BackchannelRequest) -> None:
    """Tells a client that wants it that there is an answer; raises OAuthError where it does not take that."""
    if ciba_requests.mode(call.context, client) != ciba_requests.PING:
        return
    url = client.attributes.get("ciba.backchannel.client.notification.endpoint")
    if not url:
        events.refuse(call.context, "invalid_request")
        raise OAuthError("invalid_request", "Client notification endpoint not set for the client with the ping mode")
    token, said = request.notification_token, {"auth_req_id": request.id}
    code = call.answers.ask(("notification", request.id), lambda: ciba_requests.post(url, token, said), own_thread=True)
    if code not in _MOST_ANSWERED:
        events.refuse(call.context, "invalid_request")
        reason = f"'{url}' answered {code or 'nothing'}"
        raise OAuthError("invalid_request", "Failed to send request to client notification endpoint", reason=reason)


def _status(body: bytes) -> str | None:
    """The answer in a body, None for one without; raises AdminError. Further members are texts that nothing is made of."""
    if not body.strip():
        raise AdminError(500, UNKNOWN_ERROR, "there is no body")
    try:
        document = read_json(body)
    except ValueError as error:
        raise AdminError(400, {"error": "invalid_request", "error_description": _UNREAD}, str(error)) from error
    if document is None:
        raise AdminError(500, UNKNOWN_ERROR, "the body is null")
    if not isinstance(document, dict) or any(isinstance(value, dict | list) for value in document.values()):
        raise AdminError(400, {"error": "unknown_error", "error_description": _UNREAD})
    return _named(document.get("status"))


def _named(value: Any) -> str | None:
    """As Java reads an enumeration: by name, without spaces around it, or by number."""
    if value is None:
        return None
    text = str(value).strip()
    if not isinstance(value, bool) and text.isdecimal() and int(text) < len(ciba_requests.ANSWERS):
        return ciba_requests.ANSWERS[int(text)]
    if isinstance(value, str) and text in ciba_requests.ANSWERS:
        return text
    raise AdminError(400, {"error": "unknown_error", "error_description": _UNREAD})


def _answered(call: Call) -> tuple[BackchannelRequest, Client]:
    """The request that the channel's token is for, and the client that wants to know."""
    if call.bearer is None:
        events.drop(call.context)
        raise OAuthError("invalid_token", "Invalid token", 401, reason="no Bearer token was sent")
    token = _token(call, call.bearer)
    request = call.tables.backchannel_requests.one("channel", token.text("jti"))
    if request is None or request.status in (ciba_requests.USED, ciba_requests.AGREED):
        events.drop(call.context)
        if request is not None:
            ciba_requests.forget(call.context, request)
        raise OAuthError("invalid_token", "Invalid token", 403, reason="no request waits for this answer")
    client = call.tables.client(token.text("azp"))
    if client is None or not client.enabled:
        events.drop(call.context)
        raise OAuthError("invalid_request", "Invalid token recipient")
    events.note(call.context, client=client)
    return request, client


def _token(call: Call, text: str) -> verify.Verified:
    """A token that is meant for the realm itself; raises OAuthError."""
    try:
        token = verify.signed(call.context, text)
        verify.check(call.context, token)
        reason = "" if call.context.issuer in token.audience else "it is not for the realm"
    except verify.NotValid as error:
        reason = str(error)
    if reason:
        events.refuse(call.context, "invalid_token")
        raise OAuthError("invalid_token", "Invalid token", 403, reason=reason)
    return token


def _done() -> Response:
    """Keycloak answers with its own media type as an object."""
    shown = {"type": "application", "subtype": "json", "parameters": {}, "wildcardSubtype": False, "wildcardType": False}
    return json_response(shown, headers=[("Cache-Control", "no-cache")], charset=True)


ROUTES = [
    Route("POST", "/realms/{realm}/protocol/openid-connect/ext/ciba/auth/callback", callback),
]
