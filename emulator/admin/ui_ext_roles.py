"""Roles as the dialogs of Keycloak's admin console list them: of users, groups, clients, client scopes and composite roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from emulator.admin import fine_grained, privileges, user_roles
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, page
from emulator.authz.admin_permissions import CLIENTS, GROUPS, USERS
from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError
from emulator.core.wildcards import like
from emulator.realm.refusal import broken
from emulator.realm.views import Role
from emulator.state import roles
from emulator.web import request_body
from emulator.web.response import Response, json_response

_USERS = ("view-users", "manage-users")
_CLIENTS = ("view-clients", "manage-clients")
_USUAL = 10
_MANAGE_USERS, _MANAGE_CLIENTS = "manage-users", "manage-clients"
_SCOPES = "CLIENT_SCOPE_MAPPING"
Ids = Iterable[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What has roles: how it is found, what is said of an unknown one, who may ask for it, see it and change it.

    ``listing`` are the roles any of which lets a caller know that there is no such thing, ``permission`` is the type of permissions that
    show it. ``offered`` says which roles are on the list of those to be had, ``allowed`` which a caller may take away.
    """

    exists: Callable[[AdminCall, str], bool]
    unknown: str
    listing: tuple[str, ...]
    view: tuple[str, ...]
    manage: str
    event: str
    permission: str
    offered: Callable[[AdminCall, Role], bool]
    allowed: Callable[[AdminCall, Role], bool]


_KINDS = {
    "users": Kind(lambda a, i: a.tables.user(i) is not None, "User not found", (*_USERS, "query-users"), _USERS, _MANAGE_USERS,
                  "REALM_ROLE_MAPPING", USERS, privileges.may_offer, privileges.may_map),
    "groups": Kind(lambda a, i: a.tables.group(i) is not None, "Could not find group", (*_USERS, "query-groups"), _USERS, _MANAGE_USERS,
                   "REALM_ROLE_MAPPING", GROUPS, privileges.may_offer, privileges.may_map),
    "clients": Kind(lambda a, i: a.tables.client_by_id(i) is not None, "Could not find client", (*_CLIENTS, "query-clients"), _CLIENTS,
                    _MANAGE_CLIENTS, _SCOPES, CLIENTS, privileges.may_scope, privileges.may_scope),
    "clientScopes": Kind(lambda a, i: a.tables.client_scopes.get(i) is not None, "Could not find client scope",
                         (*_CLIENTS, "query-clients"), _CLIENTS, _MANAGE_CLIENTS, _SCOPES, CLIENTS, privileges.may_scope,
                         privileges.may_scope),
    "roles": Kind(lambda a, i: a.tables.role(i) is not None, "Could not find role", (), (), _MANAGE_CLIENTS, "REALM_ROLE",
                  "", privileges.may_offer_inside, privileges.may_compose),
}  # fmt: skip


def _owner(admin: AdminCall, kind: Kind, *, asks: bool = False) -> str:
    """The id in the path; 404 for an unknown one, and before it 403 to who may not even ask."""
    identifier = admin.call.parameters["id"]
    if not kind.exists(admin, identifier):
        if asks and kind.listing and not fine_grained.sees(admin, kind.permission):
            admin.require(*kind.listing)
        raise AdminError(404, {"error": kind.unknown})
    return identifier


def _require_role(admin: AdminCall, identifier: str, *, manage: bool = False) -> None:
    """Refuses who may not see or change this role: it belongs to the realm or to a client."""
    role = admin.tables.role(identifier)
    of = "clients" if role is not None and role.client_role else "realm"
    admin.require(f"manage-{of}", *([] if manage else [f"view-{of}"]))


def _require_view(admin: AdminCall, name: str, identifier: str) -> None:
    """Refuses who sees the thing by no role and no permission; client scopes take a permission for all clients."""
    kind = _KINDS[name]
    if not fine_grained.sees(admin, kind.permission, identifier if name != "clientScopes" else ""):
        admin.require(*kind.view)


def _seen(admin: AdminCall, identifiers: Ids) -> list[Role]:
    """The roles with these ids that the caller may look at."""
    return [role for role in map(admin.tables.role, identifiers) if role is not None and privileges.may_see(admin, role)]


def _row(admin: AdminCall, role: Role) -> dict[str, Any]:
    client = admin.tables.client_by_id(role.container_id)
    described = {"description": role.document["description"]} if role.document.get("description") is not None else {}
    name = client.client_id if client is not None else ""
    return {"id": role.id, "role": role.name, "client": name, "clientId": role.container_id, **described}


def _client_rows(admin: AdminCall, known: Iterable[Role]) -> list[dict[str, Any]]:
    """Those of these roles that are of clients, by client and name."""
    return sorted((_row(admin, role) for role in known if role.client_role), key=lambda row: (row["client"], row["role"]))


def _available(name: str, kind: Kind) -> Callable[[AdminCall], Response]:
    def handle(admin: AdminCall) -> Response:
        mapped: Ids = ()
        if name != "roles":
            mapped = set(admin.tables.role_mappings.get(_owner(admin, kind, asks=True)) or ())
            # As observed, without fine-grained permissions there is an answer for anybody.
            if fine_grained.is_first(admin) or fine_grained.is_second(admin):
                _require_view(admin, name, admin.call.parameters["id"])
        wanted = like((admin.call.query.get("search") or "").strip())
        own = admin.call.parameters["id"]
        known = [Role(row) for row in admin.tables.roles if row["id"] not in mapped and own not in (row["id"], row["containerId"])]
        rows = _client_rows(admin, [role for role in known if role.client_role and kind.offered(admin, role)])
        chosen = [row for row in rows if wanted.search(row["role"]) or wanted.search(row["client"])]
        return json_response(page(admin, chosen, _USUAL), charset=True)

    return handle


def _effective_roles(admin: AdminCall, name: str, kind: Kind, *, asks: bool = False) -> list[Role]:
    """Roles in force that the caller sees; as observed, those inside of one that the caller does not see are left out."""
    identifier = _owner(admin, kind, asks=asks and name == "users")
    if name == "roles":
        _require_role(admin, identifier)
        return _inside(admin, [identifier])
    _require_view(admin, name, identifier)
    return _inside(admin, user_roles.direct_ids(admin, identifier))


def _inside(admin: AdminCall, identifiers: Ids) -> list[Role]:
    return _seen(admin, roles.expand(admin.tables, [role.id for role in _seen(admin, identifiers)]))


def _effective(name: str, kind: Kind) -> Callable[[AdminCall], Response]:
    """Client roles in force. For roles it is those of the realm's default role, whichever role is asked for."""

    def of_default(admin: AdminCall) -> Response:
        admin.require("view-realm", "manage-realm", "manage-identity-providers")
        return json_response(_client_rows(admin, _inside(admin, [str(admin.tables.realm.default_role.get("id"))])), charset=True)

    def handle(admin: AdminCall) -> Response:
        return json_response(_client_rows(admin, _effective_roles(admin, name, kind, asks=True)), charset=True)

    return of_default if name == "roles" else handle


def _effective_all(name: str, kind: Kind) -> Callable[[AdminCall], Response]:
    def handle(admin: AdminCall) -> Response:
        shown = [_whole(admin, role) for role in _effective_roles(admin, name, kind, asks=True)]
        return json_response(sorted(shown, key=lambda row: (row["clientRole"], row.get("client", ""), row["name"])), charset=True)

    return handle


def _whole(admin: AdminCall, role: Role) -> dict[str, Any]:
    described = {"description": role.document["description"]} if role.document.get("description") is not None else {}
    shown: dict[str, Any] = {"id": role.id, "name": role.name, **described, "clientRole": role.client_role}
    if not role.client_role:
        return shown
    row = _row(admin, role)
    return {**shown, "client": row["client"], "clientId": row["clientId"]}


def _remove(name: str, kind: Kind) -> Callable[[AdminCall], Response]:
    """Takes roles away, of the realm and of clients alike; unknown ones are passed over."""

    def handle(admin: AdminCall) -> Response:
        body = admin.call.body.strip()
        rows = request_body.parse_list(body, "RoleDeleteRequest")
        identifier = _owner(admin, kind, asks=name == "users")
        if name == "roles":
            _require_role(admin, identifier, manage=True)
        else:
            admin.require(kind.manage)
        if body in (b"", b"null"):
            raise broken("the body is no list of roles")
        if any(row.get("roleId") is None for row in rows):
            raise broken("a role is given without an id")
        gone = [row["roleId"] for row in rows]
        privileges.require(admin, kind.allowed, gone)
        roles.remove(admin.tables, identifier, gone)
        return done()

    return handle


def composites(admin: AdminCall) -> Response:
    """What is inside of a role; as observed, a client's role names the client where others have its id."""
    identifier = _owner(admin, _KINDS["roles"])
    _require_role(admin, identifier)
    own: list[dict[str, Any]] = []
    clients: dict[str, Any] = {}
    for role in roles.mapped(admin.tables, identifier):
        if not privileges.may_see(admin, role):
            continue
        client = admin.tables.client_by_id(role.container_id) if role.client_role else None
        if client is None:
            own.append(user_roles.brief(admin, role))
            continue
        entry = clients.setdefault(client.client_id, {"id": client.id, "client": client.client_id, "mappings": []})
        entry["mappings"].append({**user_roles.brief(admin, role), "containerId": client.client_id})
    return json_response({**({"realmMappings": own} if own else {}), **({"clientMappings": clients} if clients else {})}, charset=True)


ROUTES = [route("GET", "/ui-ext/role-mappings/roles/{id}", composites)]
for _name, _kind in _KINDS.items():
    ROUTES += [
        route("GET", f"/ui-ext/available-roles/{_name}/{{id}}", _available(_name, _kind)),
        route("GET", f"/ui-ext/effective-roles/{_name}/{{id}}", _effective(_name, _kind)),
        route("GET", f"/ui-ext/effective-roles-all/{_name}/{{id}}", _effective_all(_name, _kind)),
        route("POST", f"/ui-ext/role-mapping-delete/{_name}/{{id}}", _remove(_name, _kind), event=_kind.event, operation="DELETE"),
    ]
