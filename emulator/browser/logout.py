"""The logout endpoint: a client ends the session of the refresh token that it holds; all else is a browser's logout."""

from __future__ import annotations

from emulator import client_policies
from emulator.browser import cookies, other_methods, rp_logout
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.login import session_end, sessions
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.tokens import refresh, verify
from emulator.tokens.decision import BOUND
from emulator.web import media_type, multipart
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def logout(call: Call) -> Response:
    """204 for a refresh token, whether the session was still there or not; pages for a browser."""
    if call.method != "POST":
        return rp_logout.logout(call, call.query)
    form = multipart.fields(call)
    if "refresh_token" not in form:
        media_type.check(call)
        return rp_logout.logout(call, form)
    endpoint.check_ssl(call)
    events.begin(call.context, "LOGOUT", call.form.get("client_id") or "")
    client = clients.authenticate(call, endpoint.EXPOSE)
    call.take(form)
    text = call.form.get("refresh_token") or ""
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    if client.bearer_only:
        events.drop(call.context)
        raise OAuthError("invalid_client", "Bearer-only not allowed")
    client_policies.trigger(call.context, "LOGOUT_REQUEST", client, {"refresh_token": text})
    context = call.context
    try:
        token = refresh.verified(context, text, expired_too=True)
        refresh.check_client(token, client)
        refresh.check_key(context, token)
    except OAuthError as error:
        events.note(context, reason=error.description)
        error.event = "invalid_token"
        raise
    if client.flag(BOUND):
        from emulator.protocol import confirmation

        confirmation.check_refresh(call, client, token, at_logout=True)
    if verify.is_stale(context, token):
        raise OAuthError("invalid_grant", "Stale token", reason="a not-before policy is newer than the token")
    session = sessions.find(context, token.text("sid"), token.offline)
    if session is not None:
        if token.issued_at < session.started:
            raise OAuthError("invalid_grant", "Toked issued before the user session started")
        browser = cookies.identity(call)
        events.note(context, user=context.tables.user(session.user_id), session_id=session.id)
        events.succeed(context)
        session_end.end(call.context, session)
        online = sessions.find(context, session.id) if session.offline else None
        if online is not None:
            session_end.end(call.context, online)
        if browser is not None and browser.id == session.id:
            cookies.forget_identity(call)
    events.drop(context)
    return Response(204, headers=list(endpoint.NO_CACHE))


ROUTES = [
    Route("GET", "/realms/{realm}/protocol/openid-connect/logout", logout),
    Route("GET", "/realms/{realm}/protocol/openid-connect/logout/logout-confirm", rp_logout.confirmation),
    Route("POST", "/realms/{realm}/protocol/openid-connect/logout/logout-confirm", rp_logout.confirm),
    Route("OPTIONS", "/realms/{realm}/protocol/openid-connect/logout/logout-confirm", other_methods.missing),
    Route(
        "POST",
        "/realms/{realm}/protocol/openid-connect/logout",
        logout,
        preflight="GET, HEAD, OPTIONS",
    ),
]
