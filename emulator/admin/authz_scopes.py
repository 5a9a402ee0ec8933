"""Scopes of a resource server."""

from __future__ import annotations

from typing import Any

from emulator.admin._protection import MANAGE, VIEW, route, server_of, writing
from emulator.admin.access import AdminCall
from emulator.admin.answers import done, found, page
from emulator.authz import policy_documents, resources
from emulator.core.errors import AdminError
from emulator.core.wildcards import within
from emulator.realm.authorization_views import Resource, Scope
from emulator.state import authorization
from emulator.web.response import Response, json_response

_NO_CACHE = ("Cache-Control", "no-cache")
_MAX = 100


def _scope(admin: AdminCall) -> Scope | None:
    return authorization.scope(admin.tables, server_of(admin).id, admin.call.parameters["scope"])


def listing(admin: AdminCall) -> Response:
    """The scopes by name; ``name`` and ``scopeId`` narrow them."""
    query = admin.call.query
    name, identifier = query.get("name") or "", (query.get("scopeId") or "").strip()
    wanted = within(name if name.strip() else "")
    every = authorization.scopes(admin.tables, server_of(admin).id)
    fitting = [one for one in every if wanted.fullmatch(one.name) and identifier in ("", one.id)]
    fitting.sort(key=lambda one: one.name)
    return found([resources.show_scope(one) for one in page(admin, fitting, _MAX)])


def create(admin: AdminCall) -> Response:
    """A new scope, or another representation of one that is there."""
    server = server_of(admin)
    document = admin.body("ScopeRepresentation")
    made = resources.write_scope(writing(admin, server.id), document)
    echoed = {"displayName": ""} if document.get("displayName") == "" else {}
    return json_response({**resources.show_scope(made), **echoed}, 201, [_NO_CACHE], charset=True)


def read(admin: AdminCall) -> Response:
    """One scope."""
    scope = _scope(admin)
    return found(resources.show_scope(scope)) if scope is not None else Response(404, headers=[_NO_CACHE])


def update(admin: AdminCall) -> Response:
    """Another representation of a scope."""
    scope = _scope(admin)
    document = admin.body("ScopeRepresentation")
    if scope is None:
        return Response(404)
    resources.change_scope(writing(admin, scope.server_id), scope, document)
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a scope that no resource has."""
    scope = _scope(admin)
    if scope is None:
        return Response(404)
    if admin.tables.resources.many("scope", scope.id):
        raise AdminError(400, {"errorMessage": "Scopes can not be removed while associated with resources."})
    authorization.remove_scope(admin.tables, scope.id)
    return done()


def search(admin: AdminCall) -> Response:
    """The scope with exactly this ``name``."""
    server, name = server_of(admin), admin.call.query.get("name")
    if not name:
        return Response(400, headers=[_NO_CACHE])
    scope = authorization.scope_named(admin.tables, server.id, name)
    return found(resources.show_scope(scope)) if scope is not None else Response(204, headers=[_NO_CACHE])


def resources_of(admin: AdminCall) -> Response:
    """The resources that have the scope."""
    scope = _scope(admin)
    if scope is None:
        return Response(404, headers=[_NO_CACHE])
    return found(resources.named(Resource(one) for one in admin.tables.resources.many("scope", scope.id)))


def permissions_of(admin: AdminCall) -> Response:
    """The permissions that are about the scope."""
    scope = _scope(admin)
    if scope is None:
        return Response(404, headers=[_NO_CACHE])
    there = authorization.policies_with(admin.tables, "scope", (scope.id,))
    shown: list[Any] = [policy_documents.brief(one) for one in there if one.type != authorization.UMA]
    return found(shown)


ROUTES = [
    route("GET", "/scope", listing, *VIEW),
    route("POST", "/scope", create, *MANAGE, event="AUTHORIZATION_SCOPE", reads="ScopeRepresentation"),
    route("GET", "/scope/search", search, *VIEW),
    route("GET", "/scope/{scope}", read, *VIEW),
    route("PUT", "/scope/{scope}", update, *MANAGE, event="AUTHORIZATION_SCOPE", reads="ScopeRepresentation"),
    route("DELETE", "/scope/{scope}", delete, *MANAGE, event="AUTHORIZATION_SCOPE"),
    route("GET", "/scope/{scope}/resources", resources_of, *VIEW),
    route("GET", "/scope/{scope}/permissions", permissions_of, *VIEW),
]
