"""Device code (RFC 8628 section 3.4): tokens for a device whose user has let it in."""

from __future__ import annotations

from dataclasses import replace

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import pkce, user_tokens
from emulator.protocol.grants import Grant
from emulator.realm.views import Client
from emulator.state.browser import DeviceCode
from emulator.tokens.decision import Decision
from emulator.web.call import Call

_REMEMBERED = 10
"""Seconds that an expired code is known for beyond the interval of polling, as observed."""
_NO_CODE = "invalid_oauth2_device_code"
ENABLED = "oauth2.device.authorization.grant.enabled"
"""The client attribute that allows the flow."""


def decide(call: Call, client: Client) -> Decision:
    """Tokens once the user has approved; until then, why not yet."""
    if not client.flag(ENABLED):
        raise _invalid("Client not allowed OAuth 2.0 Device Authorization Grant")
    text = call.form.get("device_code")
    if text is None:
        events.note(call.context, reason="Missing parameter: device_code")
        raise OAuthError("invalid_request", "Missing parameter: device_code", event=_NO_CODE)
    code = _waiting(call, client, text)
    context = call.context
    pkce.check_exchange(call.context, code.parameters, call.form.get("code_verifier"))
    context.tables.device_codes.delete(code.id)
    session = sessions.find(context, code.session_id)
    user = context.tables.user(session.user_id) if session is not None else None
    if session is None or user is None or client.id not in session.clients:
        raise _invalid("Session not active")
    if not user.enabled:
        raise _invalid("User disabled")
    _ask_policies(call, client)
    decision = user_tokens.of_login(context, "dg", client, user, session, code.scope, code.parameters.get("nonce"))
    client_policies.trigger(context, "DEVICE_TOKEN_RESPONSE", client)
    return decision


def _ask_policies(call: Call, client: Client) -> None:
    """What a client policy refuses is an invalid grant, whatever the policy calls it."""
    try:
        client_policies.trigger(call.context, "DEVICE_TOKEN_REQUEST", client)
    except OAuthError as error:
        raise OAuthError("invalid_grant", error.description, reason=error.reason, event=error.error) from error


def _waiting(call: Call, client: Client, text: str) -> DeviceCode:
    """The approved code; raises what the device has to know while it is not."""
    context = call.context
    table, now = context.tables.device_codes, context.clock.seconds()
    code = table.get(text)
    if code is None or is_forgotten(code, now):
        raise _invalid("Device code not valid")
    if code.client_id != client.id:
        events.note(context, reason="unauthorized client")
        raise _invalid("unauthorized client")
    if code.expires <= now:
        late = f"the device code expired {now - code.expires} s ago"
        raise OAuthError("expired_token", "Device code is expired", reason=late, event="expired_oauth2_device_code")
    if code.polled and now - code.polled < code.interval:
        waited = f"asked {now - code.polled} s after the last time, interval {code.interval} s"
        raise OAuthError("slow_down", "Slow down", reason=waited, event="slow_down")
    table.put(text, replace(code, polled=now))
    if code.status == "denied":
        raise OAuthError("access_denied", "The end user denied the authorization request")
    if code.status != "approved":
        events.drop(context)
        raise OAuthError("authorization_pending", "The authorization request is still pending")
    return code


def is_forgotten(code: DeviceCode, now: int) -> bool:
    """Whether nobody is told any more that the code has expired."""
    return code.expires + code.interval + _REMEMBERED <= now


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description, event=_NO_CODE)


GRANT = Grant(name="urn:ietf:params:oauth:grant-type:device_code", event="OAUTH2_DEVICE_CODE_TO_TOKEN", decide=decide)
