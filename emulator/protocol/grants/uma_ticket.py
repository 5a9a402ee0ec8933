"""Permissions for a user or a client at a resource server (UMA 2.0 grant, section 3.3.1, and what Keycloak adds to it)."""

from __future__ import annotations

from typing import Any

from emulator.authz import decision as deciding
from emulator.authz import permission as permissions
from emulator.authz import requested, sharing, surroundings
from emulator.authz.evaluation import Evaluation, Result
from emulator.authz.faults import CannotEvaluate
from emulator.authz.permission import ResourcePermission
from emulator.authz.requested import Wanted
from emulator.authz.writing import Write
from emulator.context import events
from emulator.core.errors import AdminError, OAuthError
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.protocol.grants import Grant
from emulator.protocol.uma_request import Asked, Subject, authenticated, identity_of, read, server_of
from emulator.realm.views import Client
from emulator.state.records import ClientSession
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.web.call import Call
from emulator.web.response import Response, json_response

_HIDDEN = frozenset({"session_state", "scope"})


def authenticate(call: Call) -> Client:
    """The client that a Bearer token was issued to, or that proves who it is."""
    events.note(call.context, auth_method="oauth_credentials")
    if call.bearer is not None:
        client = authenticated(call).client
        events.note(call.context, client=client)
        return client
    client = clients.authenticate(call, endpoint.EXPOSE)
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    return client


def decide(call: Call, client: Client) -> Decision | Response:
    """A token with the permissions that are granted, or in other response modes the decision or the permissions alone."""
    subject = identity_of(call, client)
    asked = read(call, client)
    events.note(
        call.context,
        user=subject.login.user,
        audience=call.form.get("audience"),
        permission="|".join(call.form.values("permission")) or None,
    )
    server = server_of(call, asked.audience)
    context = call.context
    try:
        pushed = asked.pushed(call)
        seen = {**pushed, **surroundings.of_request(context, subject.identity.client)}
        evaluation = Evaluation(context.tables, server, subject.identity, pushed, context.clock.now(), seen, call.emulator.scripts)
        granted = _granted(call, evaluation, asked)
    except CannotEvaluate as error:
        body = {"error": "server_error", "error_description": "Unexpected error while evaluating permissions"}
        raise AdminError(500, body, str(error)) from error
    if not granted:
        submitted = asked.submit and asked.ticket is not None
        raise OAuthError("access_denied", "request_submitted" if submitted else "not_authorized", 403, event="access_denied")
    if asked.mode == "decision":
        return json_response({"result": True})
    if asked.mode == "permissions":
        return json_response(granted)
    if asked.mode is not None:
        raise OAuthError("invalid_request", "Invalid response_mode", reason=f"response_mode is '{asked.mode[:80]}'")
    return _tokens(call, asked, subject, granted)


def _granted(call: Call, evaluation: Evaluation, asked: Asked) -> list[dict[str, Any]]:
    """The permissions that are granted; none where a token to be upgraded would not get all that is asked for."""
    wanted = asked.wanted
    if asked.ticket is None and not wanted and asked.rpt is None:
        candidates: list[ResourcePermission] = list(requested.everything(evaluation, evaluation.attributes, asked.limit))
    else:
        candidates, wanted = requested.named(evaluation, wanted, evaluation.attributes, asked.scope, asked.limit, asked.granted_before)
    results = [result for result in map(evaluation.decide, candidates) if result is not None]
    granted: list[dict[str, Any]] = []
    for result in results:
        document = _shown(evaluation, result, asked)
        if document is not None and document not in granted:
            granted.append(document)
    if asked.ticket is not None and asked.submit:
        _submit(call, evaluation, wanted, results)
    if asked.rpt is not None and any(not _has(granted, wish) for wish in wanted):
        return []
    return granted


def _shown(evaluation: Evaluation, result: Result, asked: Asked) -> dict[str, Any] | None:
    allowed = deciding.granted(evaluation.tables, evaluation.server, result)
    if allowed is None:
        return None
    return permissions.shown(result.permission.resource, allowed, result.permission.claims, with_name=asked.with_names)


def _has(granted: list[dict[str, Any]], wanted: Wanted) -> bool:
    document = {"scopes": wanted.scopes, **({"rsid": wanted.resource} if wanted.resource else {})}
    return any(permissions.covers(one, document) for one in granted)


def _submit(call: Call, evaluation: Evaluation, wanted: list[Wanted], results: list[Result]) -> None:
    context = call.context
    write = Write(context.tables, evaluation.server.id, context.ids.uuid, context.clock.millis())
    sharing.submit(write, evaluation.identity, wanted, results)


def _tokens(call: Call, asked: Asked, subject: Subject, granted: list[dict[str, Any]]) -> Decision:
    """Tokens of the client that asks, with the scopes and the audience of the resource server."""
    context = call.context
    target = context.tables.client(asked.audience or "")
    if target is None:
        raise LookupError("the resource server is gone")
    login = subject.login
    session = login.session or subject.session
    joined = session.clients.get(target.id)
    scope = (joined.scope or None) if joined is not None else None
    in_force = scopes.permitted(context.tables, target, login.user, scope, login.visible(context.tables, target))
    now = context.clock.seconds()
    mine = joined or session.clients.get(login.client.id) or ClientSession(login.client.id, started=now, refreshed=now)
    before = asked.granted_before
    upgraded = asked.rpt is not None and all(any(permissions.covers(permission, earlier) for permission in granted) for earlier in before)
    return Decision(
        "na", login.client, login.user, session, mine, scope, in_force, transient=login.session is None,
        refresh=login.session is not None and login.client.flag("use.refresh.tokens", default=True), transient_client=joined is None,
        extra={"upgraded": upgraded}, roles=login.roles, mapped_as=target, hidden=_HIDDEN,
        claims={"aud": target.client_id, "authorization": {"permissions": granted}},
    )  # fmt: skip


GRANT = Grant(
    name="urn:ietf:params:oauth:grant-type:uma-ticket", event="PERMISSION_TOKEN", repeatable=None, authenticate=authenticate, decide=decide
)
