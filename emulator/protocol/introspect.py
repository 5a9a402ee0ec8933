"""Token introspection (RFC 7662; as a JWT: RFC 9701)."""

from __future__ import annotations

from typing import Any

from emulator import client_policies
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.login import bearer, introspected
from emulator.protocol import client as clients
from emulator.protocol import client_assertion, endpoint
from emulator.realm.views import Client
from emulator.tokens.draft import arranged
from emulator.tokens.issue import audience_claim
from emulator.tokens.verify import Verified
from emulator.web.call import Call
from emulator.web.response import Deferred, Response, json_response
from emulator.web.routing import Route

_RPT = "requesting_party_token"
_AS_THEY_ARE = ("client-x509", client_assertion.FEDERATED)
"""Authenticators whose refusals are told as they are."""
_KINDS = {
    None: (*bearer.ACCESS, "ID"),
    "access_token": (*bearer.ACCESS, "ID"),
    "refresh_token": ("Refresh", "Offline"),
    _RPT: (*bearer.ACCESS, "ID"),
}
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
    token = call.form.get("token")
    if token is None:
        raise OAuthError("invalid_request", "Token not provided.")
    if call.form.duplicated():
        raise OAuthError("invalid_request", "duplicated parameter")
    client_policies.trigger(call.context, "TOKEN_INTROSPECT", client)
    hint = call.form.get("token_type_hint")
    if hint is not None and hint not in _KINDS:
        raise OAuthError("invalid_request", "Unsupported token type.", reason=f"token_type_hint is '{hint}'")
    try:
        claims = _permissions(call, client, token) if hint == _RPT else _claims(call, client, token, _KINDS[hint])
    except bearer.NotAccepted as error:
        call.log.append(f"inactive: {error}")
        claims = {"active": False}
        events.refuse(call.context, "invalid_token")
    else:
        events.succeed(call.context)
    return _response(call, client, claims)


def _client(call: Call) -> Client:
    client = clients.identify(call)
    try:
        clients.prove(call, client)
    except OAuthError as error:
        if client.authenticator in _AS_THEY_ARE or (error.status != 401 and client.authenticator != "client-secret"):
            raise
        raise OAuthError("invalid_client", "Client authentication failed.", 401, reason=error.reason) from error
    if client.public:
        raise OAuthError("invalid_request", "Client not allowed.", 403, reason="a public client may not introspect")
    return client


def _response(call: Call, client: Client, claims: dict[str, Any]) -> Response | Deferred:
    wanted = "application/jwt" in call.headers.get("accept", "")
    if not (wanted and client.flag(_JWT_CLAIM) and claims.get("active")):
        return json_response(claims, headers=list(endpoint.NO_CACHE))
    context = call.context
    key = context.keys.active(context.realm.default_signature_algorithm)
    subject = {k: v for k, v in claims.items() if k not in ("client_id", "username", "token_type", "active")}

    def finish() -> Response:
        return json_response({**claims, "jwt": jws.sign(key, subject)}, headers=list(endpoint.NO_CACHE))

    return Deferred(finish)


def _claims(call: Call, caller: Client, text: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    context = call.context
    login, token = bearer.authenticate(context, text, kinds)
    client = login.client
    refresh = token.text("typ") in ("Refresh", "Offline")
    draft = introspected.draft(context, call.emulator.plans, login, token)
    checked = _audience(token, draft.audience, refresh)
    if not (caller.client_id in checked or caller.flag(_AUDIENCE_OPT_OUT) or login.is_for(context, caller)):
        raise bearer.NotAccepted("", f"client '{caller.client_id}' is not in its audience {list(checked)}")
    claims = {name: token.claims[name] for name in _KEPT if name in token.claims and (name, token.claims[name]) != ("scope", "")}
    claims.setdefault("sub", login.user.id)
    aud = audience_claim({**dict.fromkeys(token.audience), **draft.audience})
    if aud is not None:
        claims["aud"] = aud
    claims.update(draft.claims)
    if login.api_token is not None:
        claims |= {"api_token": login.api_token.id, "label": login.api_token.label}
    claims = arranged(claims, context.tables.memo)
    return {
        **claims,
        "client_id": client.client_id,
        "username": login.user.username,
        "token_type": token.text("typ"),
        "active": True,
    }


def _permissions(call: Call, caller: Client, text: str) -> dict[str, Any]:
    """What a token with permissions says of them to its resource server (UMA 2.0 Federated Authorization, section 5.1.1)."""
    context = call.context
    _, token = bearer.authenticate(context, text, _KINDS[_RPT])
    held = token.claims.get("authorization")
    permissions = held.get("permissions") if isinstance(held, dict) else None
    if caller.client_id not in token.audience:
        raise bearer.NotAccepted("", f"client '{caller.client_id}' is not in its audience {token.audience}")
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


def _audience(token: Verified, mapped: dict[str, None], refresh: bool) -> dict[str, None]:
    """Whom the token is for when it is asked who may ask; as observed, mappers count where an access token has none of its own."""
    own = dict.fromkeys(token.audience)
    if token.permanent is not None:
        return {**own, **mapped}
    if token.text("typ") == "ID" or refresh:
        return {**own, **mapped}
    return own or dict(mapped)


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/token/introspect", introspect)]
