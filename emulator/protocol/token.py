"""The token endpoint (RFC 6749 section 3.2): a table of contents in Keycloak's order of checks."""

from __future__ import annotations

from typing import Any

from emulator.configuration.features import RESOURCE_INDICATORS
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.keys.jws import Unsigned
from emulator.protocol import client as clients
from emulator.protocol import client_keys, endpoint
from emulator.protocol.grants import GRANTS, Grant
from emulator.realm.views import Client
from emulator.tokens import resources
from emulator.tokens.decision import BOUND, DPOP_BOUND, Decision, TokenSet
from emulator.tokens.issue import issue
from emulator.web import multipart
from emulator.web.call import Call
from emulator.web.forms import Parameters
from emulator.web.response import Deferred, Response, json_response
from emulator.web.routing import Route

_VERBATIM = frozenset({"client_id", "client_secret", "client_assertion", "username", "password"})

_GOING_ON = ("authorization_code", "refresh_token")
_OF_NO_RESOURCE = frozenset({"urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:uma-ticket"})
"""Grants whose tokens are not asked for a resource in the sense of RFC 8707."""


def token(call: Call) -> Response | Deferred:
    """Tokens for a grant."""
    form = multipart.fields(call)
    form.drop_controls(_VERBATIM)
    call.notes += endpoint.NO_STORE
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    grant = _grant(form)
    events.begin(call.context, grant.event, call.form.get("client_id") or "", grant_type=grant.name)
    if grant.begin is not None:
        grant.begin(call)
    client = _client(call, grant)
    call.take(form)
    if client.bearer_only:
        events.drop(call.context)
        raise OAuthError("invalid_client", "Bearer-only not allowed", reason="a bearer-only client gets no tokens")
    if grant.repeatable is not None:
        endpoint.check_duplicates(call, grant.repeatable)
    if "dpop" in call.headers or client.flag(DPOP_BOUND):
        from emulator.protocol import dpop

        dpop.accept(call.context)
    decision = grant.decide(call, client)
    if isinstance(decision, Response):
        events.succeed(call.context)
        return decision
    if RESOURCE_INDICATORS in call.emulator.settings.features and grant.name not in _OF_NO_RESOURCE:
        decision.resource = resources.Asked(call.form.get("resource"), decision.original_resource, grant.name in _GOING_ON)
    if client.flag(BOUND):
        from emulator.protocol import confirmation

        confirmation.bind(call, decision, required=decision.grant != "te")
    if call.context.terms.proven_key:
        from emulator.protocol import dpop

        dpop.bind(call.context, client, decision)
    tokens = issue(call.context, call.emulator.plans, decision)
    succeeded(call, decision, tokens)
    if tokens.identity is not None and client_keys.wanted(client, client_keys.ID_TOKEN):
        return json_response(_with_encrypted_id_token(call, client, tokens.finish()))
    return Deferred(lambda: json_response(tokens.finish()), tokens.access if isinstance(tokens.access, Unsigned) else None)


def _client(call: Call, grant: Grant) -> Client:
    if grant.authenticate is not None:
        return grant.authenticate(call)
    client = clients.authenticate(call, endpoint.EXPOSE)
    if call.outbox.event is not None:
        events.note(call.context, client=client, client_auth_method=client.proves_by)
    return client


def succeeded(call: Call, decision: Decision, tokens: TokenSet) -> None:
    """Stores the event of tokens that were issued, if one was drafted."""
    if call.outbox.event is None:
        return
    access = tokens.access.claims if isinstance(tokens.access, Unsigned) else {}
    renewal = tokens.refresh.claims if isinstance(tokens.refresh, Unsigned) else {}
    nameless = decision.grant == "na" and call.outbox.event.kind in ("TOKEN_EXCHANGE", "PERMISSION_TOKEN")
    session_id = "" if decision.transient or nameless else decision.session.id
    told = (decision.answered or decision.scopes).text
    events.note(call.context, user=decision.user, session_id=session_id, token_id=access.get("jti"), scope=told)
    if decision.grant == "rt":
        expires = tokens.body.get("expires_in")
        events.note(call.context, updated_refresh_token_id=renewal.get("jti"), access_token_expiration_time=str(expires))
    else:
        code_id = session_id if decision.grant == "dg" else None
        events.note(call.context, refresh_token_id=renewal.get("jti"), refresh_token_type=renewal.get("typ"), code_id=code_id)
    if decision.grant not in ("ac", "rt", "dg") and not nameless:
        events.note(call.context, username=call.outbox.event.details.get("username") or decision.user.username)
    events.succeed(call.context)


def _with_encrypted_id_token(call: Call, client: Client, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "id_token": client_keys.encrypted(call, client, body["id_token"], client_keys.ID_TOKEN)}


def _member(grant_type: str) -> str:
    """The file of a grant type: the last part of a URN, else the name itself."""
    return grant_type.rsplit(":", 1)[-1]


def _grant(form: Parameters) -> Grant:
    grant_type = form.get("grant_type")
    if grant_type is None:
        raise OAuthError("invalid_request", "Missing form parameter: grant_type")
    grant = GRANTS.get(_member(grant_type))
    if grant is None or grant_type != grant.name:
        raise OAuthError("unsupported_grant_type", "Unsupported grant_type", reason=f"there is no grant type '{grant_type[:80]}'")
    return grant


ROUTES = [
    Route("POST", "/realms/{realm}/protocol/openid-connect/token", token, preflight="POST, OPTIONS"),
]
