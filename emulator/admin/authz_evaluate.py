"""Trying out policies: what a user would get, with which policies behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.admin._protection import VIEW, route, server_of
from emulator.admin.access import AdminCall
from emulator.authz import admin_permissions, admin_report, identity, permission, report, requested, surroundings
from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate, unforeseen
from emulator.authz.identity import Identity
from emulator.authz.permission import ResourcePermission
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.login import sessions
from emulator.realm.authorization_views import ResourceServer, Scope
from emulator.realm.views import Client, User
from emulator.state import authorization
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.tokens.draft import Subject
from emulator.tokens.issue import access_claims
from emulator.tokens.lifespans import access_token_expiration
from emulator.web.response import Response, json_response


def evaluate(admin: AdminCall) -> Response:
    """PolicyEvaluationResponse for the user and the resources of the request."""
    server = server_of(admin)
    document = admin.body("PolicyEvaluationRequest")
    claims, user, client = _token(admin, server, document)
    pushed = {name: str(value).split(",") for name, value in ((document.get("context") or {}).get("attributes") or {}).items() if value}
    who = identity.of_token(admin.tables, claims, user, client)
    if admin_permissions.protects(admin.tables, server.id):
        return _of_permissions(admin, server, document, who)
    seen = {**surroundings.of_request(admin.context, client), **pushed}
    evaluation = Evaluation(
        admin.tables, server, who, pushed, admin.context.clock.now(), seen, admin.call.emulator.scripts, admin.context.answers
    )
    try:
        asked = _asked(evaluation, document) or requested.everything(evaluation, pushed, None)
        results, granted = report.permissions(evaluation, asked)
    except CannotEvaluate as error:
        raise _failed(str(error)) from error
    claims["authorization"] = {"permissions": granted}
    denied = any(result["status"] == "DENY" for result in results)
    body: Document = {"results": results, "entitlements": False, "status": "DENY" if denied else "PERMIT", "rpt": claims}
    return json_response(body, charset=True)


def _of_permissions(admin: AdminCall, server: ResourceServer, question: Document, who: Identity) -> Response:
    """What fine-grained permissions allow; as observed, the first object counts alone, and one that is asked for by ``_id`` not at all."""
    kind, resources = str(question.get("resourceType")), question.get("resources") or ()
    if kind not in admin_permissions.SCOPES or not resources:
        raise _failed(f"there is no type '{kind}' of objects, or none is asked for")
    asked = resources[0] or {}
    decision = admin_permissions.Decision(admin.tables, server, who, admin.context.clock.now())
    names = [str((entry or {}).get("name")) for entry in asked.get("scopes") or ()]
    result = None
    if asked.get("_id") is None:
        result = admin_report.result(decision, admin.tables, server, kind, str(asked.get("name") or ""), names)
    status = result["status"] if result is not None else report.DENY
    body = {"results": [result] if result is not None else [], "entitlements": False, "status": status}
    return json_response(body, charset=True)


def _failed(reason: str) -> AdminError:
    return AdminError(500, {"error": "server_error", "error_description": "Error while evaluating permissions."}, reason)


def _token(admin: AdminCall, server: ResourceServer, question: Mapping[str, Any]) -> tuple[Document, User, Client]:
    """The claims of the access token that the user would have at the client, with the roles that are asked for besides."""
    tables, context = admin.tables, admin.context
    name = str(question.get("userId") or "")
    document = tables.users.get(name) or tables.users.one("username", name.lower())
    client = tables.client_by_id(str(question.get("clientId") or server.id))
    protecting = tables.client_by_id(server.id)
    if document is None or client is None or protecting is None:
        raise unforeseen(f"there is no user '{name}', or no such client")
    user = User(document)
    session, mine = sessions.join(context, sessions.start(context, user), client, None)
    in_force = scopes.permitted(tables, client, user, None)
    decided = Decision("na", client, user, session, mine, None, in_force)
    subject = Subject(context, client, user, in_force.names, "", session, mine)
    now = context.clock.seconds()
    expiration = access_token_expiration(context.realm, client, session, mine, now)
    claims = access_claims(context, admin.call.emulator.plans, decided, subject, now, expiration)
    del claims["iss"]
    claims["aud"] = protecting.client_id
    claims.setdefault("realm_access", {})
    if question.get("roleIds"):
        held = claims["realm_access"].get("roles") or ()
        claims["realm_access"] = {"roles": list(dict.fromkeys([*held, *question["roleIds"]]))}
    return claims, user, client


def _asked(evaluation: Evaluation, given: Mapping[str, Any]) -> list[ResourcePermission]:
    found: list[ResourcePermission] = []
    for one in given.get("resources") or ():
        found += _of(evaluation, one or {})
    return found


def _of(evaluation: Evaluation, question: Mapping[str, Any]) -> list[ResourcePermission]:
    tables, server, claims = evaluation.tables, evaluation.server, evaluation.attributes
    wanted = [_scope(evaluation, str((entry or {}).get("name"))) for entry in question.get("scopes") or ()]
    every = authorization.resources(tables, server.id)
    name, kind = question.get("name"), question.get("type")
    named = authorization.resource_named(tables, server.id, name, server.id) if name is not None else None
    chosen = [named] if named is not None else []
    if question.get("_id") is not None:
        chosen = [resource for resource in every if resource.id == question["_id"]]
    elif name is None and kind is not None:
        chosen = [resource for resource in every if resource.of_server and resource.type == kind]
    elif not chosen:
        asked = {scope.id for scope in wanted}
        chosen = [resource for resource in every if asked & set(resource.scope_ids)]
        if not chosen:
            return [ResourcePermission(None, {scope.id: scope}) for scope in wanted]
    return [permission.of_resource(tables, server, resource, wanted, claims) for resource in chosen]


def _scope(evaluation: Evaluation, name: str) -> Scope:
    scope = authorization.scope_named(evaluation.tables, evaluation.server.id, name)
    if scope is None:
        raise _failed(f"there is no scope '{name}'")
    return scope


ROUTES = [
    route("POST", "/policy/evaluate", evaluate, *VIEW),
    route("POST", "/permission/evaluate", evaluate, *VIEW),
]
