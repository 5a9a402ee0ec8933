"""Clients that protect resources, as the Admin API makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.admin import fine_grained
from emulator.admin.access import AdminCall, Handle
from emulator.admin.access import route as admin_route
from emulator.admin.callers import forbidden
from emulator.authz import admin_permissions
from emulator.authz import authorization_settings as settings
from emulator.authz.faults import unforeseen
from emulator.authz.writing import Write
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import PROTECTION_ROLE, ResourceServer
from emulator.realm.views import Client
from emulator.state import authorization, roles
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

MANAGE = ("manage-authorization", "manage-clients")
VIEW = ("view-authorization", "view-clients", *MANAGE)
_FINDS_CLIENTS = ("view-clients", "manage-clients", "query-clients")
PLACE = "/clients/{client}/authz/resource-server"
_NOT_OF_PERMISSIONS = frozenset({
    ("PUT", ""), ("GET", "/settings"), ("POST", "/import"), ("POST", "/resource"), ("POST", "/scope"),
    *((method, path) for method in ("PUT", "DELETE") for path in ("/resource/{resource}", "/scope/{scope}")),
})  # fmt: skip
"""What nobody may do with the resource server of permissions of administrators."""


def client_of(admin: AdminCall) -> Client:
    """The client of the path; raises 404."""
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None and not admin.may(*_FINDS_CLIENTS):
        raise forbidden("the caller may not find clients")
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client


def server_of(admin: AdminCall) -> ResourceServer:
    """The resource server of the path; raises 404."""
    client = client_of(admin)
    found = authorization.server(admin.tables, client.id)
    if found is None:
        raise not_found(f"client '{client.client_id}' protects nothing")
    return found


def not_found(reason: str = "") -> AdminError:
    """404 in the words of a path that leads nowhere."""
    return AdminError(404, {"error": "HTTP 404 Not Found"}, reason)


def route(
    method: str,
    path: str,
    handle: Handle,
    *any_of: str,
    before: Callable[[AdminCall], object] = server_of,
    event: str = "",
    media: str = JSON,
    reads: str = "",
) -> Route:
    """An endpoint below a resource server. As observed, what is not there is said to anybody (``before``), rights are looked at then."""

    def checked(admin: AdminCall) -> Response:
        before(admin)
        admin.require(*_rights(admin, path, any_of))
        if (method, path) in _NOT_OF_PERMISSIONS and admin_permissions.protects(admin.tables, admin.call.parameters["client"]):
            raise admin_permissions.refused("what permissions of administrators are about is fixed")
        return handle(admin)

    return admin_route(method, f"{PLACE}{path}", checked, event=event, media=media, reads=reads)


def _rights(admin: AdminCall, path: str, any_of: tuple[str, ...]) -> tuple[str, ...]:
    """Which roles do, any of them: where version 1 of fine-grained permissions is on, those of clients neither look nor permit."""
    if not fine_grained.is_first(admin) or (any_of != VIEW and not path.startswith("/permission")):
        return any_of
    return tuple(role for role in any_of if role.endswith("-authorization"))


def writing(admin: AdminCall, server_id: str) -> Write:
    """What changes to a resource server are made with."""
    return Write(admin.tables, server_id, admin.context.ids.uuid, admin.context.clock.millis())


def check(document: Mapping[str, Any]) -> None:
    """Refuses a new client that is to protect resources and has no service account."""
    if document.get("publicClient") or document.get("bearerOnly") or not document.get("serviceAccountsEnabled"):
        raise unforeseen("a resource server needs a service account")


def switch_on(admin: AdminCall, document: Mapping[str, Any], representation: Mapping[str, Any] | None, *, with_role: bool) -> None:
    """Makes a client a resource server with these settings, and its service account a user of the protection API (``with_role``)."""
    tables, client = admin.tables, Client(document)
    settings.switch_on(tables, client)
    tables.clients.put(client.id, {**document, "authorizationServicesEnabled": True})
    if representation is not None:
        settings.load(writing(admin, client.id), representation)
    account = tables.users.one("serviceAccountClientId", client.client_id)
    if with_role and account is not None:
        role = tables.client_role(client, PROTECTION_ROLE)
        identifier = role.id if role is not None else admin.context.ids.uuid()
        if role is None:
            tables.roles.put(
                identifier, {"id": identifier, "name": PROTECTION_ROLE, "clientRole": True, "containerId": client.id, "attributes": {}}
            )
        roles.add(tables, account["id"], (identifier,))
