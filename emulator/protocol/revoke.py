"""Token revocation (RFC 7009)."""

from __future__ import annotations

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.realm.views import Client
from emulator.state.records import Expiring
from emulator.tokens import verify
from emulator.tokens.verify import Verified
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_KINDS = ("Refresh", "Offline", "Bearer", "DPoP")


def revoke(call: Call) -> Response:
    """Ends a token: a refresh token with the client's part of its session, an access token alone."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    client = clients.authenticate(call, endpoint.EXPOSE)
    if client.bearer_only:
        raise OAuthError("invalid_client", "Bearer-only not allowed")
    client_policies.trigger(call.context, "TOKEN_REVOKE", client)
    text = call.form.get("token")
    if text is None:
        raise OAuthError("invalid_request", "Token not provided")
    endpoint.check_duplicates(call)
    context = call.context
    try:
        token = verify.access_token(context, text, revoked_too=True)
    except verify.NotValid as error:
        call.log.append(f"nothing revoked: {error}")
        return json_response({"error": "invalid_token", "error_description": "Invalid token"})
    kind = token.text("typ")
    if kind not in _KINDS:
        raise OAuthError("unsupported_token_type", "Unsupported token type", reason=f"its typ is '{kind}'")
    if token.text("azp") != client.client_id and token.permanent is None:
        reason = f"the token is of client '{token.text('azp')}', not of '{client.client_id}'"
        raise OAuthError("invalid_request", "Unmatching clients", reason=reason)
    end(context, client, token)
    details = {"token_id": token.text("jti"), "client_auth_method": "" if client.public else client.authenticator}
    events.record(call.context, "REVOKE_GRANT", client.client_id, call.tables.user(token.text("sub")), details=details)
    if token.permanent is not None:
        from emulator.tokens.api_tokens import shown as api_tokens

        api_tokens.record(call.context, api_tokens.REMOVED, token.permanent, client.client_id)
    return Response(200)


def end(context: Context, client: Client | None, token: Verified) -> None:
    """An opaque access token takes the refresh tokens that belong to it along; a JWT is refused by its ``jti``.

    An API token ends whoever brings it, as its bearer may do all else that it allows.
    """
    if token.permanent is not None:
        from emulator.state import api_tokens

        api_tokens.forget(context.tables, token.permanent)
        return
    session = sessions.find(context, token.text("sid"), token.offline) if not token.transient else None
    if token.opaque or token.text("typ") in ("Refresh", "Offline"):
        if session is not None and client is not None:
            sessions.leave(context, session, client)
        else:
            _forget_opaque(context, token)
        return
    identifier = token.text("jti")
    expires = token.claims.get("exp")
    context.tables.revoked.put(identifier, Expiring(identifier, expires if isinstance(expires, int) else 0))


def _forget_opaque(context: Context, token: Verified) -> None:
    for record in context.tables.opaque_tokens:
        if record.claims.get("jti") == token.text("jti"):
            context.tables.opaque_tokens.delete(record.id)


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/revoke", revoke, preflight="POST, OPTIONS")]
