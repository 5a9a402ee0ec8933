"""Userinfo (OpenID Connect Core section 5.3): JSON, or a signed JWT where the client asks for one."""

from __future__ import annotations

from typing import Any

from emulator import client_policies
from emulator.context import Context, events
from emulator.context.presented import DPOP
from emulator.core.errors import BearerError, OAuthError
from emulator.core.json_text import json_text
from emulator.keys import jws
from emulator.login import bearer
from emulator.protocol import client_keys, endpoint
from emulator.realm.views import Client, User
from emulator.tokens import issue, organizations, plan, scopes
from emulator.tokens.decision import BOUND
from emulator.tokens.draft import Subject, arranged
from emulator.tokens.verify import Verified
from emulator.web.call import Call
from emulator.web.response import JWT, Deferred, Response, json_response
from emulator.web.routing import Route

_EXPOSE = "Access-Control-Allow-Methods, WWW-Authenticate"
_NO_STORE = [("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache")]
_SIGNED = "user.info.response.signature.alg"


def userinfo(call: Call) -> Response | Deferred:
    """The claims of the token's user."""
    try:
        return _answer(call)
    except BearerError as error:
        error.realm = call.context.realm.name
        if call.presented.scheme == DPOP:
            from emulator.tokens import dpop

            error.algorithms = dpop.ALGORITHMS
        call.notes += endpoint.NO_STORE
        raise


def _answer(call: Call) -> Response | Deferred:
    call.cors.allow_all(_EXPOSE)
    events.begin(call.context, "USER_INFO_REQUEST", auth_method="validate_access_token")
    text = _token(call)
    if not call.context.realm.enabled:
        events.drop(call.context)
        raise BearerError("", reason="the realm is not enabled")
    context = call.context
    try:
        login, token = bearer.authenticate(context, text)
        _check_scope(context, token)
        bearer.check_possession(context, token, login.client)
    except bearer.NotAccepted as error:
        raise _refusal(context, error) from error
    client = login.client
    _note_user(context, login.user)
    events.note(context, client=client, session_id=login.session.id if login.session is not None else "")
    call.cors.forget()
    call.cors.allow(context.web_origins(client), _EXPOSE)
    try:
        client_policies.trigger(context, "USERINFO_REQUEST", client, {"access_token": text}, scope=token.text("scope"))
    except OAuthError as error:
        raise BearerError("", error.error, error.description, error.status, reason=error.reason) from error
    if client.flag(BOUND):
        from emulator.protocol import confirmation

        confirmation.check_access(call, token)
    light = token.light or issue.is_lightweight(client)
    is_allowed = call.emulator.settings.openid_allowed.light_tokens or client.flag("allow.userinfo.with.lightweight.access.token")
    if light and not is_allowed:
        refusal = "Lightweight access token not allowed for userinfo endpoint"
        raise BearerError("", "invalid_token", refusal)
    scope = token.text("scope")
    in_force = scopes.permitted(context.tables, client, login.user, scope, login.visible(context.tables, client))
    try:
        only = organizations.of_token(context.tables, login.user, token.claims)
    except OAuthError as error:
        error.headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        raise
    subject = Subject(context, client, login.user, in_force.names, scope, login.session, login.client_session, login.roles, only)
    draft = call.emulator.plans.draft(subject, in_force, plan.USERINFO)
    claims = issue.userinfo_claims(login.user, draft)
    call.cors.exposed = endpoint.EXPOSE
    algorithm = client.attributes.get(_SIGNED)
    signs = bool(algorithm) and algorithm != "none"
    events.note(context, signature_required=str(signs).lower(), signature_algorithm=algorithm if signs else None)
    events.succeed(context)
    try:
        signed = _signed(call, client, claims)
    except client_keys.CannotEncrypt as error:
        raise BearerError("", status=400, reason=error.reason) from error
    return signed or json_response(arranged(claims, context.tables.memo), headers=list(_NO_STORE))


def _check_scope(context: Context, token: Verified) -> None:
    """Refuses a token without ``openid``, whoever its user is. Raises BearerError."""
    if scopes.OPENID not in token.scope:
        events.note(context, reason="Missing openid scope")
        raise BearerError("", "insufficient_scope", "Missing openid scope", 403, event="access_denied")


def _refusal(context: Context, error: bearer.NotAccepted) -> BearerError:
    """What a token that lets nobody in is told, and its event; one without ``openid`` is told that first."""
    gone = error if isinstance(error, bearer.Gone) else None
    if error.token is not None and (gone is not None or not error.said):
        _check_scope(context, error.token)
    if gone is None:
        events.note(context, reason=error.said)
    else:
        known = gone.code in ("user_session_not_found", "user_disabled") and error.token is not None
        events.note(context, client=gone.client, session_id=error.token.text("sid") if known and error.token is not None else "")
        if gone.user is not None:
            _note_user(context, gone.user)
    return BearerError("", "invalid_token", error.error, reason=str(error), event=gone.code if gone is not None else "")


def _note_user(context: Context, user: User) -> None:
    events.note(context, user=user, username=user.username)


def _signed(call: Call, client: Client, claims: dict[str, Any]) -> Response | Deferred | None:
    algorithm = client.attributes.get(_SIGNED)
    context = call.context
    if not algorithm or algorithm == "none":
        if not client_keys.wanted(client, client_keys.USERINFO):
            return None
        text = json_text(arranged(claims, context.tables.memo)).decode()
        sealed = client_keys.encrypted(call, client, text, client_keys.USERINFO, content="")
        return Response(200, JWT, sealed.encode(), list(_NO_STORE))
    claims = arranged({"iss": context.issuer, "aud": client.client_id, **claims}, context.tables.memo)
    key = context.keys.active(algorithm)
    if client_keys.wanted(client, client_keys.USERINFO):
        sealed = client_keys.encrypted(call, client, jws.sign(key, claims), client_keys.USERINFO)
        return Response(200, JWT, sealed.encode(), list(_NO_STORE))
    return Deferred(lambda: Response(200, JWT, jws.sign(key, claims).encode(), list(_NO_STORE)))


def _token(call: Call) -> str:
    header = call.presented.token
    form = call.form.get("access_token") if call.method == "POST" else None
    if header is not None and form is not None:
        events.drop(call.context)
        refusal = "More than one method used for including an access token"
        raise BearerError("", "invalid_request", refusal, 400)
    token = form if header is None else header
    if token is None:
        events.note(call.context, reason="Missing token")
        raise BearerError("", reason="no Bearer token was sent", event="invalid_token")
    return token


ROUTES = [
    Route(method, "/realms/{realm}/protocol/openid-connect/userinfo", userinfo, preflight="GET, HEAD, OPTIONS")
    for method in ("GET", "POST")
]
