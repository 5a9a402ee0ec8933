"""Token introspection (RFC 7662; as a JWT: RFC 9701)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.login import bearer, introspected
from emulator.protocol import client as clients
from emulator.protocol import client_assertion, endpoint, introspection_events
from emulator.realm.views import Client
from emulator.state.records import ClientSession
from emulator.tokens import rotation
from emulator.tokens.draft import Draft, arranged, as_claim
from emulator.tokens.issue import ACCESS_ALGORITHM, header_type, signing_key
from emulator.tokens.verify import Verified
from emulator.web import multipart
from emulator.web.call import Call
from emulator.web.response import JWT, Deferred, Response, json_response
from emulator.web.routing import Route

_RPT = "requesting_party_token"
_REFRESH = "refresh_token"
_RENEWALS = ("Refresh", "Offline")
_ANY = (*bearer.ACCESS, "ID", *_RENEWALS)
_AS_THEY_ARE = ("client-x509", client_assertion.FEDERATED)
"""Authenticators whose refusals are told as they are."""
_HINTS = (None, "access_token", _REFRESH, _RPT)
_AUDIENCE_OPT_OUT = "allow.token.introspection.without.audience.check"
_JWT_CLAIM = "client.introspection.response.allow.jwt.claim.enabled"
_OF_RPT = ("exp", "nbf", "iat", "jti", "aud", "typ", "acr")
_KEPT = ("exp", "iat", "auth_time", "jti", "iss", "typ", "azp", "nonce", "sid", "acr", "cnf", "scope")


def introspect(call: Call) -> Response | Deferred:
    """Whether a token is active, and what it says."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    events.begin(call.context, "INTROSPECT_TOKEN", call.form.get("client_id") or "")
    client = _client(call)
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    call.take(multipart.fields(call))
    token = call.form.get("token")
    if token is None:
        raise _refused(call, "Token not provided.")
    if call.form.duplicated():
        raise OAuthError("invalid_request", "duplicated parameter")
    client_policies.trigger(call.context, "TOKEN_INTROSPECT", client)
    hint = call.form.get("token_type_hint")
    if hint not in _HINTS:
        events.note(call.context, token_type=hint)
        events.record(call.context, "INTROSPECT_TOKEN", client.client_id, error="invalid_request", details=_drafted(call))
        raise _refused(call, "Unsupported token type.", f"token_type_hint is '{hint}'")
    if _has_no_algorithm(token):
        raise _refused(call, "Failed to introspect token.", "its header says no algorithm")
    try:
        claims = _permissions(call, client, token) if hint == _RPT else _claims(call, client, token, hint == _REFRESH)
    except bearer.NotAccepted as error:
        call.log.append(f"inactive: {error}")
        claims = {"active": False}
        introspection_events.refuse(call.context, error)
        return _response(call, client, claims, error.claims if isinstance(error, introspection_events.ForOthers) else None)
    events.succeed(call.context)
    return _response(call, client, claims, claims)


def _has_no_algorithm(text: str) -> bool:
    try:
        return jws.decode(text).header.get("alg") is None
    except jws.InvalidToken:
        return False


def _refused(call: Call, description: str, reason: str = "", error: str = "invalid_request", status: int = 400) -> OAuthError:
    """A refusal whose event says in a detail of its own what the caller is told."""
    events.note(call.context, detail=description)
    return OAuthError(error, description, status, reason=reason, event=error)


def _drafted(call: Call) -> dict[str, str]:
    draft = call.context.outbox.event
    return dict(draft.details) if draft is not None else {}


def _client(call: Call) -> Client:
    client = clients.identify(call)
    try:
        clients.prove(call, client)
    except OAuthError as error:
        if client.authenticator in _AS_THEY_ARE or (error.status != 401 and client.authenticator != "client-secret"):
            raise
        events.record(call.context, "INTROSPECT_TOKEN", client.client_id, error=error.event or error.error)
        raise _refused(call, "Client authentication failed.", error.reason, "invalid_client", 401) from error
    if client.public:
        events.note(call.context, client=client, client_auth_method=client.proves_by)
        raise _refused(call, "Client not allowed.", "a public client may not introspect", status=403)
    return client


def _response(call: Call, client: Client, claims: dict[str, Any], told: Mapping[str, Any] | None) -> Response | Deferred:
    """The answer, with what is ``told`` as a JWT for a client that asks for nothing else; as observed also of a token for others."""
    wanted = call.headers.get("accept", "") == JWT
    if told is None or not (wanted and client.flag(_JWT_CLAIM)):
        return json_response(claims, headers=list(endpoint.NO_CACHE))
    renewal = call.form.get("token_type_hint") == _REFRESH
    key = call.context.keys.active("HS512") if renewal else signing_key(call.context, client, ACCESS_ALGORITHM)
    typ = "JWT" if renewal else header_type(client)
    subject = {k: v for k, v in told.items() if k not in ("client_id", "username", "token_type", "active")}

    def finish() -> Response:
        return json_response({**claims, "jwt": jws.sign(key, subject, typ)}, headers=list(endpoint.NO_CACHE))

    return Deferred(finish)


def _takes_any(call: Call, caller: Client) -> bool:
    """Whether the caller may know of tokens that are not for it."""
    return call.emulator.settings.openid_allowed.foreign_tokens or caller.flag(_AUDIENCE_OPT_OUT)


def _claims(call: Call, caller: Client, text: str, renewal: bool) -> dict[str, Any]:
    """What the token says; ``renewal`` takes a refresh token of the caller's own and nothing else."""
    context = call.context
    login, token = bearer.authenticate(context, text, _RENEWALS if renewal else _ANY)
    client = login.client
    introspection_events.note(context, token, login.user)
    if renewal and login.client_session is not None and context.realm.revoke_refresh_token:
        _check_reuse(context, login.client_session, token)
    draft = _draft(call, login, token)
    told = _told(call, login, token, draft)
    if renewal and caller.id != client.id:
        events.drop(context)
        raise introspection_events.ForOthers(caller, [client.client_id], told)
    checked = _audience(token, draft.audience)
    if not (renewal or caller.client_id in checked or _takes_any(call, caller) or login.is_for(context, caller)):
        raise introspection_events.ForOthers(caller, list(checked), told)
    return {
        **({} if renewal else {"sub": login.user.id}),
        **told,
        "client_id": client.client_id,
        "username": login.user.username,
        "token_type": token.text("typ"),
        "active": True,
    }


def _draft(call: Call, login: bearer.Login, token: Verified) -> Draft:
    try:
        return introspected.draft(call.context, call.emulator.plans, login, token)
    except OAuthError as error:
        raise _refused(call, "Failed to introspect token.", error.reason) from error


def _told(call: Call, login: bearer.Login, token: Verified, draft: Draft) -> dict[str, Any]:
    """What the token says, with the claims that mappers keep for introspection."""
    claims = {name: token.claims[name] for name in _KEPT if name in token.claims and (name, token.claims[name]) != ("scope", "")}
    aud = as_claim([*token.audience, *draft.audience])
    if aud:
        claims["aud"] = aud
    claims.update(draft.claims)
    if login.api_token is not None:
        claims |= {"api_token": login.api_token.id, "label": login.api_token.label}
    return arranged(claims, call.context.tables.memo)


def _check_reuse(context: Context, mine: ClientSession, token: Verified) -> None:
    """Refuses a refresh token that could not be used any more. Raises NotAccepted."""
    said, reason = rotation.fault(context.realm, mine, token)
    if said:
        raise introspection_events.UsedUp(token, reason)


def _permissions(call: Call, caller: Client, text: str) -> dict[str, Any]:
    """What a token with permissions says of them to its resource server (UMA 2.0 Federated Authorization, section 5.1.1)."""
    context = call.context
    login, token = bearer.authenticate(context, text, _ANY)
    introspection_events.note(context, token, login.user)
    held = token.claims.get("authorization")
    permissions = held.get("permissions") if isinstance(held, dict) else None
    if caller.client_id not in token.audience and not _takes_any(call, caller):
        raise introspection_events.ForOthers(caller, list(token.audience))
    shown = [
        {
            **permission,
            **({"resource_id": permission["rsid"]} if "rsid" in permission else {}),
            **({"resource_scopes": permission["scopes"]} if "scopes" in permission else {}),
        }
        for permission in permissions or ()
    ]
    kept = {name: token.claims[name] for name in _OF_RPT if name in token.claims}
    return {**kept, **({"permissions": shown} if permissions is not None else {}), "active": True}


def _audience(token: Verified, mapped: dict[str, None]) -> dict[str, None]:
    """Whom the token is for when it is asked who may ask; as observed, mappers count where it has none of its own."""
    own = dict.fromkeys(token.audience)
    if token.permanent is not None:
        return {**own, **mapped}
    return own or dict(mapped)


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/token/introspect", introspect)]
