"""Realm roles, and the mapping of realm roles to users."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.core.errors import AdminError
from emulator.realm.views import Role
from emulator.state import roles
from emulator.web.response import Response, json_response

_NO_CACHE = [("Cache-Control", "no-cache")]
_VIEW = ("view-realm", "manage-realm", "view-users", "manage-users")


def representation(admin: AdminCall, role: Role, *, brief: bool = False) -> dict[str, Any]:
    """The role as the Admin API shows it; ``brief`` without attributes."""
    document = {**role.document, "composite": bool(admin.tables.role_mappings.get(role.id))}
    if brief:
        document.pop("attributes", None)
    return document


def listing(admin: AdminCall) -> Response:
    """All realm roles."""
    found = [representation(admin, Role(d), brief=True) for d in admin.tables.roles.many("container", admin.tables.id)]
    return json_response(found, headers=list(_NO_CACHE))


def role_of(admin: AdminCall) -> Role:
    """The realm role of the path; raises 404."""
    found = admin.tables.realm_role(admin.call.parameters["name"])
    if found is None:
        raise AdminError(404, {"error": "Could not find role"})
    return found


def create(admin: AdminCall) -> Response:
    """A new realm role."""
    document = admin.body("RoleRepresentation")
    name = document.get("name") or ""
    if not name:
        raise AdminError(400, {"error": "role has no name"})
    if admin.tables.realm_role(name) is not None:
        raise AdminError(409, {"errorMessage": f"Role with name {name} already exists"})
    identifier = admin.context.ids.uuid()
    found = {
        "id": identifier,
        "name": name,
        **({"description": document["description"]} if document.get("description") else {}),
        "clientRole": False,
        "containerId": admin.tables.id,
        "attributes": document.get("attributes") or {},
    }
    admin.tables.roles.put(identifier, found)
    from urllib.parse import quote

    location = f"{admin.call.base}/admin/realms/{admin.tables.realm.name}/roles/{quote(name, safe='')}"
    return Response(201, headers=[("Location", location)])


def read(admin: AdminCall) -> Response:
    """One realm role."""
    return json_response(representation(admin, role_of(admin)), headers=list(_NO_CACHE))


def delete(admin: AdminCall) -> Response:
    """Deletes a realm role and its mappings."""
    roles.delete(admin.tables, role_of(admin))
    return Response(204)


def _user_id(admin: AdminCall) -> str:
    identifier = admin.call.parameters["id"]
    if identifier not in admin.tables.users:
        raise AdminError(404, {"error": "User not found"})
    return identifier


def mapped(admin: AdminCall) -> Response:
    """Realm roles mapped to a user."""
    found = [r for r in roles.mapped(admin.tables, _user_id(admin)) if not r.client_role]
    return json_response([representation(admin, role, brief=True) for role in found], headers=list(_NO_CACHE))


def _given(admin: AdminCall) -> list[str]:
    found = []
    given = admin.call.json()
    for document in given if isinstance(given, list) else ():
        role = admin.tables.realm_role(str(document.get("name") or "")) if isinstance(document, dict) else None
        if role is None or role.id != document.get("id", role.id):
            raise AdminError(404, {"error": "Role not found"})
        found.append(role.id)
    return found


def add_mapping(admin: AdminCall) -> Response:
    """Maps realm roles to a user."""
    roles.add(admin.tables, _user_id(admin), _given(admin))
    return Response(204)


def remove_mapping(admin: AdminCall) -> Response:
    """Takes realm roles from a user."""
    roles.remove(admin.tables, _user_id(admin), _given(admin))
    return Response(204)


ROUTES = [
    route("GET", "/roles", listing, *_VIEW),
    route("POST", "/roles", create, "manage-realm"),
    route("GET", "/roles/{name}", read, *_VIEW),
    route("DELETE", "/roles/{name}", delete, "manage-realm"),
    route("GET", "/users/{id}/role-mappings/realm", mapped, "view-users", "manage-users"),
    route("POST", "/users/{id}/role-mappings/realm", add_mapping, "manage-users"),
    route("DELETE", "/users/{id}/role-mappings/realm", remove_mapping, "manage-users"),
]
