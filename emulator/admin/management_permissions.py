"""Permissions of objects as version 1 of fine-grained permissions has them; without the feature, as types of clients, there are none."""

from __future__ import annotations

from collections.abc import Callable

from emulator.admin import identity_providers, roles
from emulator.admin._arrival import not_enabled
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.admin.callers import forbidden
from emulator.admin.clients import client_of
from emulator.authz import management_permissions as permissions
from emulator.authz.management_permissions import CLIENT, GROUP, PROVIDER, ROLE, USERS, Kind
from emulator.authz.writing import Write
from emulator.configuration.features import ADMIN_PERMISSIONS_V1
from emulator.core.errors import AdminError
from emulator.realm.gates import client as gate
from emulator.state import authorization
from emulator.web.request_body import is_nothing
from emulator.web.response import Response
from emulator.web.routing import Route

_CLIENTS = ("view-clients", "manage-clients", "query-clients")
_PERMISSIONS = "management/permissions"
_VIEW_CLIENTS, _VIEW_USERS, _VIEW_REALM = ("view-clients", "manage-clients"), ("view-users", "manage-users"), ("view-realm", "manage-realm")
_VIEW_PROVIDERS = ("view-identity-providers", "manage-identity-providers")
Find = Callable[[AdminCall], str]


def disabled(admin: AdminCall) -> Response:
    """Always raises 501."""
    raise not_enabled()


def _permissions_disabled(admin: AdminCall) -> Response:
    """Always raises AdminError: 501, once the body is read."""
    if admin.call.method == "PUT" and not is_nothing(admin.call.body):
        admin.body("ManagementPermissionReference")
    raise not_enabled()


def _of_client(admin: AdminCall) -> str:
    """The client of the path; raises 403 and 404."""
    if admin.tables.client_by_id(admin.call.parameters["client"]) is None and not admin.may(*_CLIENTS):
        raise forbidden(f"user '{admin.caller.user.username}' may not know which clients there are")
    return client_of(admin).id


def _of_group(admin: AdminCall) -> str:
    """The group of the path; raises 404."""
    if admin.tables.group(admin.call.parameters["group"]) is None:
        raise AdminError(404, {"error": "Could not find group by id"})
    return admin.call.parameters["group"]


def _of_provider(admin: AdminCall) -> str:
    """The identity provider of the path, for those who may see any; raises 403 and 404."""
    admin.require(*_VIEW_PROVIDERS)
    return str(identity_providers.provider_of(admin).get("internalId")) if _is_on(admin) else ""


def _of_role(admin: AdminCall) -> str:
    """The role of the path by its id; raises 404."""
    return roles.by_id(admin).id if _is_on(admin) else ""


def _of_named_role(admin: AdminCall) -> str:
    """The role of the path by its name; raises 404."""
    if "client" in admin.call.parameters:
        _of_client(admin)
    return roles.named(admin).id if _is_on(admin) else ""


def _of_users(admin: AdminCall) -> str:
    """All users are one object."""
    return ""


def _is_on(admin: AdminCall) -> bool:
    return ADMIN_PERMISSIONS_V1 in admin.call.emulator.settings.features


def _routes(path: str, kind: Kind, find: Find, view: tuple[str, ...], manage: str) -> list[Route]:
    def read(admin: AdminCall) -> Response:
        """Whether an object has permissions, and which."""
        identifier = find(admin)
        if not _is_on(admin):
            return _permissions_disabled(admin)
        admin.require(*view)
        return found(permissions.shown(admin.tables, kind, identifier))

    def switch(admin: AdminCall) -> Response:
        """Turns the permissions of an object on or off."""
        identifier = find(admin)
        if not _is_on(admin):
            return _permissions_disabled(admin)
        admin.require(manage)
        _refuse_own(admin, kind, identifier)
        if admin.body("ManagementPermissionReference").get("enabled"):
            write = Write(admin.tables, authorization.management_id(admin.tables), admin.context.ids.uuid, admin.context.clock.millis())
            permissions.turn_on(write, kind, identifier)
        else:
            permissions.turn_off(admin.tables, kind, identifier)
        return found(permissions.shown(admin.tables, kind, identifier))

    return [route("GET", path, read), route("PUT", path, switch)]


def _refuse_own(admin: AdminCall, kind: Kind, identifier: str) -> None:
    """Refuses (403) to protect the clients by which the realm is administered, and their roles."""
    role = admin.tables.role(identifier) if kind is ROLE else None
    owner = role.container_id if role is not None else identifier
    client = admin.tables.client_by_id(owner) if kind in (CLIENT, ROLE) else None
    if client is not None and gate.is_closed(admin.tables.realm.name, client.client_id):
        raise forbidden(f"'{client.client_id}' is how the realm is administered")


ROUTES = [
    *_routes(f"/clients/{{client}}/{_PERMISSIONS}", CLIENT, _of_client, _VIEW_CLIENTS, "manage-clients"),
    *_routes(f"/clients/{{client}}/roles/{{name}}/{_PERMISSIONS}", ROLE, _of_named_role, _VIEW_CLIENTS, "manage-clients"),
    *_routes(f"/groups/{{group}}/{_PERMISSIONS}", GROUP, _of_group, _VIEW_USERS, "manage-users"),
    *_routes(f"/roles/{{name}}/{_PERMISSIONS}", ROLE, _of_named_role, _VIEW_REALM, "manage-realm"),
    *_routes(f"/roles-by-id/{{role}}/{_PERMISSIONS}", ROLE, _of_role, _VIEW_REALM, "manage-realm"),
    *_routes(
        f"/identity-provider/instances/{{alias}}/{_PERMISSIONS}", PROVIDER, _of_provider, _VIEW_PROVIDERS, "manage-identity-providers"
    ),
    *_routes("/users-management-permissions", USERS, _of_users, _VIEW_REALM, "manage-realm"),
    route("GET", "/client-types", disabled),
    route("PUT", "/client-types", disabled),
]
