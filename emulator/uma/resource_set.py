"""Resource registration (UMA 2.0 Federated Authorization, section 3): what resource servers, and users of them, protect."""

from __future__ import annotations

from typing import Any

from emulator.authz import resources
from emulator.authz.faults import refused
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import Resource
from emulator.state import authorization
from emulator.uma import _unmatched
from emulator.uma.protection import NO_CACHE, Protecting, done, nothing, route
from emulator.web import request_body
from emulator.web.response import Response, json_response


def _check(protecting: Protecting) -> None:
    if not protecting.server.remote_management:
        raise refused("not_supported", "Remote management is disabled.")


def _there(protecting: Protecting) -> Resource:
    _check(protecting)
    found = authorization.resource(protecting.tables, protecting.server.id, protecting.call.parameters["resource"])
    if found is None:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    if not protecting.identity.is_client and found.owner_id != protecting.identity.id:
        raise refused("forbidden", "You don't have permission to manage this resource", 403)
    return found


def create(protecting: Protecting) -> Response:
    """A new resource of the caller, whoever the representation says."""
    _check(protecting)
    if not protecting.call.body.strip():
        return Response(400)
    given = request_body.parse(protecting.call.body, "UmaResourceRepresentation")
    made = resources.create(protecting.write, given, protecting.identity.id)
    return json_response(_created(protecting, made), 201, charset=True)


def _created(protecting: Protecting, resource: Resource) -> Document:
    shown = resources.show(protecting.tables, resource)
    shown.pop("attributes", None)
    icon, scopes = shown.pop("icon_uri", None), shown.pop("scopes", None)
    shown["resource_scopes"] = scopes or []
    return {**shown, **({"scopes": scopes} if scopes else {}), **({"icon_uri": icon} if icon is not None else {})}


def read(protecting: Protecting) -> Response:
    """One resource, its scopes by name."""
    resource = _there(protecting)
    shown = resources.show(protecting.tables, resource)
    icon = shown.pop("icon_uri", None)
    shown.pop("scopes", None)
    names = [{"name": scope.name} for scope in authorization.scopes_of(protecting.tables, resource.scope_ids)]
    shown["owner"] = {"id": resource.owner_id}
    shown |= {"resource_scopes": names, **({"scopes": names} if names else {}), **({"icon_uri": icon} if icon is not None else {})}
    return json_response(shown, charset=True)


def update(protecting: Protecting) -> Response:
    """Another representation of a resource."""
    _check(protecting)
    given = request_body.parse(protecting.call.body, "ResourceRepresentation")
    resources.change(protecting.write, _there(protecting), given)
    return done(protecting)


def delete(protecting: Protecting) -> Response:
    """Deletes a resource."""
    authorization.remove_resource(protecting.tables, _there(protecting).id)
    return done(protecting)


def listing(protecting: Protecting) -> Response:
    """Ids of the resources that fit, or with ``deep`` their representations; a user finds their own."""
    _check(protecting)
    query = protecting.call.query
    texts = {name: (query.get(name) or "").strip() for name in ("_id", "name", "uri", "owner", "type", "scope")}
    owner = texts["owner"] if protecting.identity.is_client else protecting.identity.user.username
    search = resources.Search(
        texts["_id"], texts["name"], texts["uri"], owner, texts["type"], texts["scope"],
        exact_name=bool(protecting.flag("exactName")), matching_uri=bool(protecting.flag("matchingUri")),
    )  # fmt: skip
    fitting = resources.find(protecting.tables, protecting.server.id, search)[protecting.page()]
    deep = bool(protecting.flag("deep"))
    shown: list[Any] = [resources.show(protecting.tables, resource) if deep else resource.id for resource in fitting]
    return json_response(shown, headers=[NO_CACHE], charset=True)


ROUTES = [
    route("GET", "/resource_set", listing),
    route("POST", "/resource_set", create),
    route("PUT", "/resource_set", nothing),
    route("DELETE", "/resource_set", nothing),
    route("GET", "/resource_set/{resource}", read),
    route("PUT", "/resource_set/{resource}", update),
    route("DELETE", "/resource_set/{resource}", delete),
    *_unmatched.routes("/resource_set", "/resource_set/{resource}"),
]
