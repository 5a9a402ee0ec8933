"""Role mappings of users and groups: of the realm and of clients, direct, effective and still to be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.admin import fine_grained, privileges
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.admin.users import MANAGE, VIEW, user_of
from emulator.authz import admin_permissions
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken
from emulator.realm.views import Client, Role
from emulator.state import groups, roles
from emulator.web.request_body import is_nothing
from emulator.web.response import Response

Owner = Callable[[AdminCall, bool], str]


def brief(admin: AdminCall, role: Role) -> dict[str, Any]:
    """A role without its attributes."""
    document: dict[str, Any] = {name: value for name, value in role.document.items() if name not in ("attributes", "composite")}
    composite = bool(admin.tables.role_mappings.get(role.id))
    ordered: dict[str, Any] = {name: document[name] for name in ("id", "name", "description") if name in document}
    return {**ordered, "composite": composite, **{n: v for n, v in document.items() if n not in ordered}}


def _user(admin: AdminCall, manage: bool) -> str:
    return user_of(admin, *((MANAGE,) if manage else VIEW)).id


def _group(admin: AdminCall, manage: bool) -> str:
    group = admin.tables.group(admin.call.parameters["id"])
    if group is None:
        raise AdminError(404, {"error": "Could not find group by id"})
    admin.require(*((MANAGE,) if manage else VIEW))
    return group.id


def client_of(admin: AdminCall) -> Client:
    """The client of the path; raises 404."""
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Client not found"})
    return client


def _container(admin: AdminCall) -> str:
    return client_of(admin).id if "client" in admin.call.parameters else admin.tables.id


def _view_container(admin: AdminCall) -> None:
    """The roles of a client are seen by those who see the client."""
    if "client" in admin.call.parameters:
        admin.require("view-clients", "manage-clients")


def _in(admin: AdminCall, container: str, identifiers: Any) -> list[Role]:
    known = [admin.tables.role(identifier) for identifier in identifiers]
    kept = [role for role in known if role is not None and role.container_id == container]
    return sorted(kept, key=lambda role: role.name)


def given(admin: AdminCall, container: str | None = None, *, named: bool = False, unknown: str = "Role not found") -> list[str]:
    """Ids of the roles in the body; 400 when it is no list, 404 for a role that there is not; ``named`` by both its id and its name."""
    body = admin.call.json(alone=False) if not is_nothing(admin.call.body) else [None]
    if not isinstance(body, list) or not all(row is None or isinstance(row, dict) for row in body):
        raise AdminError(400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})
    if None in body:
        raise broken("there is no role in the body")
    identifiers = []
    for row in body:
        role = admin.tables.role(str(row.get("id") or ""))
        if role is None or (container is not None and role.container_id != container) or (named and row.get("name") != role.name):
            raise AdminError(404, {"error": unknown})
        identifiers.append(role.id)
    return identifiers


def taken_away(admin: AdminCall, owner: str, container: str, *, named: bool = False) -> list[str]:
    """Ids of the roles in the body; all that the owner has of the container where the body is empty or ``null``."""
    if is_nothing(admin.call.body):
        return [role.id for role in _in(admin, container, admin.tables.role_mappings.get(owner) or ())]
    return given(admin, container, named=named)


def effective_ids(admin: AdminCall, owner: str) -> dict[str, None]:
    """Ids of all roles of a user or group: mapped, inherited, and inside composites."""
    user = admin.tables.user(owner)
    return roles.of_user(admin.tables, user) if user is not None else roles.expand(admin.tables, direct_ids(admin, owner))


def direct_ids(admin: AdminCall, owner: str) -> list[str]:
    """Ids of the roles that a user, a group or another owner of roles has itself or inherits, without those inside of composites."""
    user, group = admin.tables.user(owner), admin.tables.group(owner)
    owners = [owner]
    if user is not None:
        owners = [holder for holder, _ in roles.holders(admin.tables, user)]
    elif group is not None:
        owners = [step.id for step in groups.ancestry(admin.tables, group)]
    return [role for holder in owners for role in admin.tables.role_mappings.get(holder) or ()]


def names_of(admin: AdminCall, owner: str) -> tuple[list[str], dict[str, list[str]]]:
    """Names of the realm roles mapped to somebody, and of client roles by ``clientId``."""
    return roles.names_of(admin.tables, roles.mapped(admin.tables, owner))


def _sees(admin: AdminCall, client: Client) -> bool:
    return admin.may("view-clients", "manage-clients") or bool(fine_grained.visible(admin, admin_permissions.CLIENTS, [client.document]))


def role_routes(base: str, owner: Owner) -> list[Any]:
    """The endpoints of the roles of whatever stands at ``base``; ``owner`` gives its id, or raises AdminError."""

    def everything(admin: AdminCall) -> Response:
        identifier = owner(admin, False)
        mapped = roles.mapped(admin.tables, identifier)
        shown: dict[str, Any] = {}
        # As observed, who may see users sees there only roles of what may be seen too.
        own = [brief(admin, role) for role in mapped if not role.client_role] if admin.may("view-realm", "manage-realm") else []
        if own:
            shown["realmMappings"] = own
        clients: dict[str, Any] = {}
        for role in mapped:
            client = admin.tables.client_by_id(role.container_id) if role.client_role else None
            if client is not None and _sees(admin, client):
                entry = clients.setdefault(client.client_id, {"id": client.id, "client": client.client_id, "mappings": []})
                entry["mappings"].append(brief(admin, role))
        if clients:
            shown["clientMappings"] = clients
        return found(shown)

    def direct(admin: AdminCall) -> Response:
        identifier = owner(admin, False)
        _view_container(admin)
        mapped = _in(admin, _container(admin), admin.tables.role_mappings.get(identifier) or ())
        return found([brief(admin, role) for role in mapped])

    def effective(admin: AdminCall) -> Response:
        identifier = owner(admin, False)
        _view_container(admin)
        full = admin.flag("briefRepresentation") is False
        mapped = _in(admin, _container(admin), effective_ids(admin, identifier))
        shown = [brief(admin, role) for role in mapped]
        if full:
            shown = [{**row, "attributes": role.document.get("attributes") or {}} for row, role in zip(shown, mapped, strict=True)]
        return found(shown)

    def available(admin: AdminCall) -> Response:
        identifier = owner(admin, False)
        container = _container(admin)
        mapped = set(admin.tables.role_mappings.get(identifier) or ())
        rest = [row["id"] for row in admin.tables.roles.many("container", container) if row["id"] not in mapped]
        return found([brief(admin, role) for role in _in(admin, container, rest) if privileges.may_map(admin, role)])

    def add(admin: AdminCall) -> Response:
        identifier = owner(admin, True)
        new = given(admin, _container(admin), named=True)
        privileges.require(admin, privileges.may_map, new)
        roles.add(admin.tables, identifier, new)
        return done()

    def remove(admin: AdminCall) -> Response:
        identifier = owner(admin, True)
        gone = taken_away(admin, identifier, _container(admin), named=True)
        privileges.require(admin, privileges.may_map, gone)
        roles.remove(admin.tables, identifier, gone)
        return done()

    routes = [route("GET", f"{base}/role-mappings", everything)]
    for place, event in (
        (f"{base}/role-mappings/realm", "REALM_ROLE_MAPPING"),
        (f"{base}/role-mappings/clients/{{client}}", "CLIENT_ROLE_MAPPING"),
    ):
        routes += [
            route("GET", place, direct),
            route("GET", f"{place}/composite", effective),
            route("GET", f"{place}/available", available),
            route("POST", place, add, event=event, reads="RoleRepresentation[]"),
            route("DELETE", place, remove, event=event, reads="RoleRepresentation[]"),
        ]
    return routes


ROUTES = [*role_routes("/users/{id}", _user), *role_routes("/groups/{id}", _group)]
