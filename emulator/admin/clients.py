"""Clients: find, create, read, update, delete."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.realm import clients, people
from emulator.realm.views import Client
from emulator.state import roles
from emulator.web.response import Response, json_response

_NO_CACHE = [("Cache-Control", "no-cache")]
_VIEW = ("view-clients", "manage-clients")


def representation(admin: AdminCall, client: Client) -> dict[str, Any]:
    """The client as the Admin API shows it."""
    manage = admin.may("manage-clients")
    return {**client.document, "access": {"view": True, "configure": manage, "manage": manage}}


def listing(admin: AdminCall) -> Response:
    """All clients, or the one with ``clientId``; with ``search`` those whose id contains it."""
    query = admin.call.query
    wanted, search = query.get("clientId"), query.get("search") == "true"
    found = [
        representation(admin, Client(document))
        for document in admin.tables.clients
        if wanted is None or document["clientId"] == wanted or (search and wanted.lower() in document["clientId"].lower())
    ]
    return json_response(found, headers=list(_NO_CACHE))


def client_of(admin: AdminCall) -> Client:
    """The client of the path; raises 404."""
    found = admin.tables.client_by_id(admin.call.parameters["id"])
    if found is None:
        raise AdminError(404, {"error": "Could not find client"})
    return found


def create(admin: AdminCall) -> Response:
    """A new client, with everything that Keycloak adds."""
    document = admin.body("ClientRepresentation")
    found = clients.client(document, {**admin.tables.document, "clientScopes": list(admin.tables.client_scopes)}, admin.context.ids)
    if admin.tables.client(found["clientId"]) is not None:
        raise AdminError(409, {"errorMessage": f"Client {found['clientId']} already exists"})
    admin.tables.clients.put(found["id"], found)
    if found["serviceAccountsEnabled"]:
        _add_service_account(admin, found["clientId"])
    location = f"{admin.call.base}/admin/realms/{admin.tables.realm.name}/clients/{found['id']}"
    return Response(201, headers=[("Location", location)])


def _add_service_account(admin: AdminCall, client_id: str) -> None:
    tables = admin.tables
    if tables.users.one("serviceAccountClientId", client_id) is not None:
        return
    name = tables.realm.default_role.get("name", "")
    user = people.service_account(client_id, name, admin.context.ids)
    user["createdTimestamp"] = admin.context.clock.millis()
    user.pop("realmRoles")
    tables.users.put(user["id"], user)
    role = tables.realm_role(name)
    if role is not None:
        roles.add(tables, user["id"], (role.id,))


def read(admin: AdminCall) -> Response:
    """One client."""
    return json_response(representation(admin, client_of(admin)), headers=list(_NO_CACHE))


def update(admin: AdminCall) -> Response:
    """Merges a representation into the client: what is absent stays."""
    current = client_of(admin).document
    document = admin.body("ClientRepresentation")
    changes = {k: v for k, v in document.items() if v is not None and k not in ("id", "access", "attributes")}
    attributes = dict(current.get("attributes") or {})
    for name, value in (document.get("attributes") or {}).items():
        if value in (None, ""):
            attributes.pop(name, None)
        else:
            attributes[name] = str(value)
    admin.tables.clients.put(current["id"], {**current, **changes, "attributes": attributes})
    if changes.get("serviceAccountsEnabled"):
        _add_service_account(admin, {**current, **changes}["clientId"])
    return Response(204)


def delete(admin: AdminCall) -> Response:
    """Deletes a client with its roles and its service account."""
    client = client_of(admin)
    tables = admin.tables
    for document in tables.roles.many("container", client.id):
        role = tables.role(document["id"])
        if role is not None:
            roles.delete(tables, role)
    tables.role_mappings.delete(client.id)
    user = tables.users.one("serviceAccountClientId", client.client_id)
    if user is not None:
        tables.role_mappings.delete(user["id"])
        tables.users.delete(user["id"])
    tables.clients.delete(client.id)
    return Response(204)


ROUTES = [
    route("GET", "/clients", listing, *_VIEW, "query-clients"),
    route("POST", "/clients", create, "manage-clients", "create-client"),
    route("GET", "/clients/{id}", read, *_VIEW),
    route("PUT", "/clients/{id}", update, "manage-clients"),
    route("DELETE", "/clients/{id}", delete, "manage-clients"),
]
