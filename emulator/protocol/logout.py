"""Logout by refresh token: a client ends the session of the token it holds."""

from __future__ import annotations

from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.tokens import refresh, verify
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def logout(call: Call) -> Response:
    """204 whether the session was still there or not."""
    endpoint.check_ssl(call)
    client = clients.authenticate(call, endpoint.EXPOSE)
    text = call.form.get("refresh_token")
    if text is None:
        raise OAuthError("invalid_request", "No refresh token")
    context = call.context
    token = refresh.verified(context, text, expired_too=True)
    refresh.check_client(token, client)
    if verify.is_stale(context, token):
        raise OAuthError("invalid_grant", "Stale token", reason="a not-before policy is newer than the token")
    session = sessions.find(context, token.text("sid"), token.offline)
    if session is not None:
        if token.issued_at < session.started:
            raise OAuthError("invalid_grant", "Toked issued before the user session started")
        sessions.end(context, session)
    return Response(204, headers=list(endpoint.NO_CACHE))


ROUTES = [
    Route(
        "POST",
        "/realms/{realm}/protocol/openid-connect/logout",
        logout,
        clients.prepare,
        preflight="GET, HEAD, OPTIONS",
    ),
]
