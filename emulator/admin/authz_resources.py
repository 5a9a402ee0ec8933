"""Resources of a resource server."""

from __future__ import annotations

from emulator.admin._protection import MANAGE, VIEW, not_found, route, server_of, writing
from emulator.admin.access import AdminCall
from emulator.admin.answers import done, found, page
from emulator.authz import permission, policy_documents, resources
from emulator.realm.authorization_views import Policy, Resource
from emulator.state import authorization
from emulator.web.response import Response, json_response

_NO_CACHE = ("Cache-Control", "no-cache")
_MAX = 100


def _there(admin: AdminCall) -> Resource | None:
    return authorization.resource(admin.tables, server_of(admin).id, admin.call.parameters["resource"])


def _resource(admin: AdminCall) -> Resource:
    resource = _there(admin)
    if resource is None:
        raise not_found()
    return resource


def listing(admin: AdminCall) -> Response:
    """The resources by name, those that fit the query."""
    query = admin.call.query
    asked = {name: query.get(name) or "" for name in ("_id", "name", "uri", "owner", "type", "scope")}
    texts = {name: text if text.strip() else "" for name, text in asked.items()}
    search = resources.Search(
        texts["_id"], texts["name"], texts["uri"], texts["owner"], texts["type"], texts["scope"],
        exact_name=query.get("exactName") == "true", matching_uri=query.get("matchingUri") == "true",
    )  # fmt: skip
    fitting = resources.find(admin.tables, server_of(admin).id, search)
    deep = admin.flag("deep")
    return found([resources.show(admin.tables, resource, deep=deep is not False) for resource in page(admin, fitting, _MAX)])


def create(admin: AdminCall) -> Response:
    """A new resource."""
    server = server_of(admin)
    if not admin.call.body.strip():
        return Response(400, headers=[_NO_CACHE])
    made = resources.create(writing(admin, server.id), admin.body("ResourceRepresentation"))
    return json_response(resources.show(admin.tables, made), 201, [_NO_CACHE], charset=True)


def read(admin: AdminCall) -> Response:
    """One resource."""
    return found(resources.show(admin.tables, _resource(admin)))


def update(admin: AdminCall) -> Response:
    """Another representation of a resource."""
    there, document = _there(admin), admin.body("ResourceRepresentation")
    if there is None:
        raise not_found()
    resources.change(writing(admin, there.server_id), there, document)
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a resource, and the policies that were for nothing else."""
    authorization.remove_resource(admin.tables, _resource(admin).id)
    return done()


def search(admin: AdminCall) -> Response:
    """The server's own resource with exactly this ``name``."""
    server, name = server_of(admin), admin.call.query.get("name")
    if not name:
        return Response(400, headers=[_NO_CACHE])
    there = authorization.resource_named(admin.tables, server.id, name, server.id)
    return found(resources.show(admin.tables, there)) if there is not None else Response(204, headers=[_NO_CACHE])


def scopes_of(admin: AdminCall) -> Response:
    """The scopes of a resource, those of its type included."""
    resource = _there(admin)
    if resource is None:
        return Response(404, headers=[_NO_CACHE])
    return found([resources.show_scope(one, display_name=False) for one in permission.scopes_of(admin.tables, server_of(admin), resource)])


def attributes_of(admin: AdminCall) -> Response:
    """The attributes of a resource."""
    resource = _there(admin)
    return found(dict(resource.attributes)) if resource is not None else Response(404, headers=[_NO_CACHE])


def permissions_of(admin: AdminCall) -> Response:
    """The permissions that are about a resource, its type or its scopes."""
    resource = _there(admin)
    if resource is None:
        return Response(404, headers=[_NO_CACHE])
    about = {one.id: one for one in _about(admin, resource) if one.type != authorization.UMA}
    return found([policy_documents.brief(one) for one in about.values()])


def _about(admin: AdminCall, resource: Resource) -> list[Policy]:
    tables = admin.tables
    by_scope = authorization.policies_with(tables, "scope", resource.scope_ids)
    policies = [policy for policy in by_scope if not policy.resource_ids or resource.id in policy.resource_ids]
    policies += authorization.policies_with(tables, "resource", (resource.id,))
    if resource.type and not resource.of_server:
        # As observed, a permission for a type shows here once it has policies.
        every = authorization.policies(tables, resource.server_id)
        policies += [policy for policy in every if policy.resource_type == resource.type and policy.policy_ids]
        alike = [other for other in authorization.resources(tables, resource.server_id) if other.of_server and other.type == resource.type]
        policies += authorization.policies_with(tables, "resource", [other.id for other in alike])
    return policies


ROUTES = [
    route("GET", "/resource", listing, *VIEW),
    route("POST", "/resource", create, *MANAGE, event="AUTHORIZATION_RESOURCE", reads="ResourceRepresentation"),
    route("GET", "/resource/search", search, *VIEW),
    route("GET", "/resource/{resource}", read, *VIEW),
    route("PUT", "/resource/{resource}", update, *MANAGE, event="AUTHORIZATION_RESOURCE", reads="ResourceRepresentation"),
    route("DELETE", "/resource/{resource}", delete, *MANAGE, event="AUTHORIZATION_RESOURCE"),
    route("GET", "/resource/{resource}/scopes", scopes_of, *VIEW),
    route("GET", "/resource/{resource}/attributes", attributes_of, *VIEW),
    route("GET", "/resource/{resource}/permissions", permissions_of, *VIEW),
]
