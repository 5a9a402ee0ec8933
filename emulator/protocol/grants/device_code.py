"""Device code (RFC 8628 section 3.4): tokens for a device whose user has let it in."""

from __future__ import annotations

from dataclasses import replace

from emulator.browser import device
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import pkce
from emulator.realm.views import Client
from emulator.state.browser import DeviceCode
from emulator.tokens import scopes
from emulator.tokens.issue import Decision
from emulator.web.call import Call

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
EVENT = "OAUTH2_DEVICE_CODE_TO_TOKEN"


def decide(call: Call, client: Client) -> Decision:
    """Tokens once the user has approved; until then, why not yet."""
    if not client.flag(device.ENABLED):
        raise _invalid("Client not allowed OAuth 2.0 Device Authorization Grant")
    text = call.form.get("device_code")
    if text is None:
        raise OAuthError("invalid_request", "Missing parameter: device_code")
    found = _waiting(call, client, text)
    context = call.context
    pkce.check_exchange(found.parameters, call.form.get("code_verifier"))
    context.tables.device_codes.delete(found.id)
    session = sessions.find(context, found.session_id)
    user = context.tables.user(session.user_id) if session is not None else None
    if session is None or user is None or client.id not in session.clients:
        raise _invalid("Session not active")
    if not user.enabled:
        raise _invalid("User disabled")
    in_force = scopes.permitted(context.tables, client, user, found.scope)
    return Decision(
        "dg", client, user, session, session.clients[client.id], found.scope, in_force,
        refresh=client.flag("use.refresh.tokens", default=True), id_token=scopes.has_openid(found.scope),
        nonce=found.parameters.get("nonce"),
    )  # fmt: skip


def _waiting(call: Call, client: Client, text: str) -> DeviceCode:
    """The approved code; raises what the device has to know while it is not."""
    context = call.context
    table, now = context.tables.device_codes, context.clock.seconds()
    found = table.get(text)
    if found is None:
        raise _invalid("Device code not valid")
    if found.client_id != client.id:
        raise _invalid("unauthorized client")
    if found.expires <= now:
        table.delete(text)
        raise OAuthError("expired_token", "Device code is expired", reason=f"the device code expired {now - found.expires} s ago")
    if found.polled and now - found.polled < found.interval:
        raise OAuthError("slow_down", "Slow down", reason=f"asked {now - found.polled} s after the last time, interval {found.interval} s")
    table.put(text, replace(found, polled=now))
    if found.status == "denied":
        raise OAuthError("access_denied", "The end user denied the authorization request")
    if found.status != "approved":
        raise OAuthError("authorization_pending", "The authorization request is still pending")
    return found


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description)
