"""Backchannel authentication (OpenID CIBA Core), as a Keycloak without an authentication channel answers it."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.login import direct_grant
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.tokens import scopes
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

ENABLED = "oidc.ciba.grant.enabled"
_HINTS = ("login_hint", "id_token_hint", "login_hint_token")


def authenticate(call: Call) -> Response:
    """Raises OAuthError in every case: there is nobody who could ask the user on another device."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    client = clients.authenticate(call, endpoint.EXPOSE)
    if not client.flag(ENABLED):
        raise OAuthError("invalid_grant", "Client not allowed OIDC CIBA Grant", 401)
    if not scopes.has_openid(call.form.get("scope")):
        raise OAuthError("invalid_request", "missing parameter : scope", reason="scope does not contain openid")
    wanted = call.realm.realm.attributes.get("cibaAuthRequestedUserHint") or _HINTS[0]
    hint = call.form.get(wanted)
    if hint is None:
        raise OAuthError("invalid_request", f"missing parameter : {wanted}")
    user = direct_grant.lookup(call.context, hint)
    if user is None or not user.enabled:
        raise OAuthError("invalid_request", "invalid_user", reason=f"there is no enabled user '{hint[:80]}'")
    reason = "no authentication channel is configured, as in a Keycloak without --spi-ciba-auth-channel…"
    raise OAuthError("server_error", "Failed to send authentication request", 503, reason)


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/ext/ciba/auth", authenticate, clients.prepare)]
