"""Roles of the realm and of clients: create, read, update, delete, composites, who has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from emulator.admin import fine_grained, groups, privileges
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, listed, page, segment
from emulator.admin.clients import client_of
from emulator.admin.user_roles import brief, given
from emulator.authz.admin_permissions import GROUPS, USERS
from emulator.core.errors import AdminError
from emulator.core.wildcards import like
from emulator.realm.gates import role as gate
from emulator.realm.refusal import broken, conflict
from emulator.realm.views import Group, Role, User
from emulator.state import roles
from emulator.state.store import RealmTables
from emulator.state.surroundings import Around
from emulator.web.response import Response

_REALM = (("view-realm", "manage-realm"), ("manage-realm",))
_CLIENT = (("view-clients", "manage-clients"), ("manage-clients",))


def representation(admin: AdminCall, role: Role) -> dict[str, Any]:
    """The role as the Admin API shows it."""
    return {**brief(admin, role), "attributes": role.document.get("attributes") or {}}


_UNKNOWN = "Could not find composite role"
_BY_ID = "/roles-by-id/{role}"


def _require(admin: AdminCall, *, manage: bool = False) -> None:
    """Refuses callers without the right to roles of the path's container; by id, of the role's own."""
    role = by_id(admin) if admin.place.startswith(_BY_ID) else None
    of_client = "client" in admin.call.parameters or (role is not None and role.client_role)
    admin.require(*(_CLIENT if of_client else _REALM)[manage])


def _container(admin: AdminCall) -> str:
    return client_of(admin).id if "client" in admin.call.parameters else admin.tables.id


def named(admin: AdminCall) -> Role:
    """The role of the path; raises 404."""
    document = admin.tables.roles.one("name", (_container(admin), admin.call.parameters["name"]))
    if document is None:
        raise AdminError(404, {"error": "Could not find role"})
    return Role(document)


def by_id(admin: AdminCall) -> Role:
    """The role with the id of the path; raises 404."""
    role = admin.tables.role(admin.call.parameters["role"])
    if role is None:
        raise AdminError(404, {"error": "Could not find role with id"})
    return role


def listing(admin: AdminCall) -> Response:
    """All roles by name; ``search`` finds part of a name or description."""
    if "client" in admin.call.parameters or not admin.may("manage-identity-providers"):
        _require(admin)
    search = (admin.call.query.get("search") or "").strip()
    known = sorted(map(Role, admin.tables.roles.many("container", _container(admin))), key=lambda role: role.name)
    if search:
        pattern = like(search)
        known = [role for role in known if pattern.search(role.name) or pattern.search(str(role.document.get("description") or ""))]
    show = representation if admin.flag("briefRepresentation") is False else brief
    # As observed, there are pages only where both ends are given, or of what is searched for.
    is_paged = search or (admin.number("first") is not None and admin.number("max") is not None)
    return listed(admin, page(admin, known) if is_paged else known, partial(show, admin))


def create(admin: AdminCall) -> Response:
    """A new role."""
    _require(admin, manage=True)
    container = _container(admin)
    document = admin.body("RoleRepresentation")
    _admit(document)
    name = document["name"]
    if admin.tables.roles.one("name", (container, name)) is not None:
        raise AdminError(409, {"errorMessage": f"Role with name {name} already exists"})
    identifier = admin.context.ids.uuid()
    role = {
        "id": identifier,
        "name": name,
        **({"description": document["description"]} if document.get("description") is not None else {}),
        "clientRole": container != admin.tables.id,
        "containerId": container,
        "attributes": gate.attributes(document.get("attributes")),
    }
    # The attributes are stored after the roles inside have been looked for.
    _refuse_too_long({**role, "attributes": {}})
    admin.tables.roles.put(identifier, role)
    if document.get("composite"):
        _compose(admin, role, document.get("composites") or {})
    _refuse_too_long(role)
    admin.changed = {**document, "id": identifier}
    place = ("roles", segment(name))
    return created(admin, "clients", container, *place) if role["clientRole"] else created(admin, *place)


def _compose(admin: AdminCall, role: dict[str, Any], names: dict[str, Any]) -> None:
    """Puts roles into a new one: ``realm`` has their names, ``client`` those of clients, of which unknown ones do not count."""
    composites = {name: names.get(name) for name in ("realm", "client")}
    for fault in gate.composite_faults({"name": role["name"], "composites": composites}, Around(admin.tables)):
        if fault.key != gate.UNKNOWN_CLIENT:
            kind = "Realm" if fault.key == gate.UNKNOWN_REALM_ROLE else "Client"
            name = "null" if fault.parameters[-1] == "None" else fault.parameters[-1]
            raise AdminError(404, {"errorMessage": f"{kind} Role with name {name} does not exist"})
    inside = roles.ids_of(admin.tables, names.get("realm"), names.get("client"))
    privileges.require(admin, privileges.may_compose, inside)
    if inside:
        roles.add(admin.tables, role["id"], inside)


def _admit(document: dict[str, Any]) -> None:
    for fault in gate.name_faults(document):
        raise AdminError(400, {"error": fault.message})


def _refuse_too_long(role: dict[str, Any]) -> None:
    for fault in gate.too_long(role):
        raise broken(fault.message)


Find = Callable[[AdminCall], Role]


def read(find: Find) -> Callable[[AdminCall], Response]:
    """One role."""

    def handle(admin: AdminCall) -> Response:
        _require(admin)
        return found(representation(admin, find(admin)))

    return handle


def update(find: Find) -> Callable[[AdminCall], Response]:
    """Replaces name and description; attributes stay when they are not given."""

    def handle(admin: AdminCall) -> Response:
        _require(admin, manage=True)
        role = find(admin)
        document = admin.body("RoleRepresentation")
        _admit({**document, "name": document.get("name") if (document.get("name") or "").strip() else None})
        name = document["name"]
        changed = {key: value for key, value in role.document.items() if key != "description"}
        if document.get("description") is not None:
            changed["description"] = document["description"]
        if document.get("attributes") is not None:
            changed["attributes"] = gate.attributes(document["attributes"])
        _refuse_too_long({**changed, "name": name})
        taken = admin.tables.roles.one("name", (role.container_id, name))
        if taken is not None and taken["id"] != role.id:
            raise conflict(f"role {name} is there", late=True)
        admin.tables.roles.put(role.id, {**changed, "name": name})
        return done()

    return handle


def delete(find: Find) -> Callable[[AdminCall], Response]:
    """Deletes a role and its mappings; the realm's default role stays."""

    def handle(admin: AdminCall) -> Response:
        _require(admin, manage=True)
        role = find(admin)
        if role.id == admin.tables.realm.default_role.get("id"):
            raise AdminError(400, {"errorMessage": f"{role.name} is default role of the realm and cannot be removed."})
        roles.delete(admin.tables, role, admin.context.answers)
        admin.changed = {"id": role.id, "name": role.name}
        return done(no_cache=True)

    return handle


def composites(find: Find, kind: str = "") -> Callable[[AdminCall], Response]:
    """Roles directly inside of a role; ``kind`` narrows to the realm's or to a client's."""

    def handle(admin: AdminCall) -> Response:
        _require(admin)
        inside = _inside(admin, find(admin))
        if kind == "realm":
            inside = [role for role in inside if not role.client_role]
        elif kind == "client":
            if admin.tables.client_by_id(admin.call.parameters["inner"]) is None:
                raise AdminError(404, {"error": "Could not find client"})
            inside = [role for role in inside if role.container_id == admin.call.parameters["inner"]]
        return found([brief(admin, role) for role in inside])

    return handle


def composites_by_id(admin: AdminCall) -> Response:
    """Roles directly inside of a role whose name has ``search``, ``max`` from ``first`` on: only here as much can be asked for."""
    _require(admin)
    wanted = like(admin.call.query.get("search") or "")
    inside = [role for role in _inside(admin, by_id(admin)) if wanted.search(role.name)]
    return found([brief(admin, role) for role in page(admin, inside)])


def _inside(admin: AdminCall, role: Role) -> list[Role]:
    return sorted(roles.mapped(admin.tables, role.id), key=lambda inner: inner.name)


def change_composites(find: Find, change: Callable[[RealmTables, str, Iterable[str]], None]) -> Callable[[AdminCall], Response]:
    """Puts roles into a role, or takes them out: ``change`` is ``roles.add`` or ``roles.remove``."""

    def handle(admin: AdminCall) -> Response:
        _require(admin, manage=True)
        role = find(admin)
        named = given(admin, unknown=_UNKNOWN)
        privileges.require(admin, privileges.may_compose, named)
        change(admin.tables, role.id, named)
        return done()

    return handle


def users(admin: AdminCall) -> Response:
    """Users that the role is mapped to directly."""
    from emulator.admin import users as people

    _require(admin)
    _require_people(admin, USERS, "query-users")
    owners = admin.tables.role_mappings.having("role", named(admin).id)
    if not admin.may("view-users", "manage-users"):
        rows = [row for identifier in owners if (row := admin.tables.users.get(identifier)) is not None]
        owners = [str(row["id"]) for row in fine_grained.visible(admin, USERS, rows)]
    known = people.by_name(admin, owners, 100)
    show = people.brief if admin.flag("briefRepresentation") else people.representation
    manages = admin.may("manage-users")

    def member(user: User) -> dict[str, Any]:
        return {**show(admin.tables, user), "access": {"manage": manages or fine_grained.user_access(admin, user.id).get("manage", False)}}

    return listed(admin, known, member)


def _require_people(admin: AdminCall, kind: str, query: str) -> None:
    """Refuses who may not list users or groups, by a role or by a permission for all of them."""
    if not fine_grained.sees(admin, kind):
        admin.require("view-users", "manage-users", query)


def of_groups(admin: AdminCall) -> Response:
    """Groups that the role is mapped to directly."""
    _require(admin)
    _require_people(admin, GROUPS, "query-groups")
    role = named(admin)
    owners = [group for key in admin.tables.role_mappings.keys_of("role", role.id) if (group := admin.tables.group(key)) is not None]
    if not admin.may("view-users", "manage-users") and fine_grained.of(admin) is not None:
        owners = [Group(row) for row in fine_grained.visible(admin, GROUPS, [group.document for group in owners])]
    full = admin.flag("briefRepresentation") is False
    known = page(admin, sorted(owners, key=lambda group: group.name))
    return found([groups.representation(admin, group, full=full, count=False) for group in known])


def _one(place: str, find: Find, event: str, listing: Callable[[AdminCall], Response] | None = None) -> list[Any]:
    inner = f"{place}/composites"
    return [
        route("GET", place, read(find)),
        route("PUT", place, update(find), event=event, reads="RoleRepresentation"),
        route("DELETE", place, delete(find), event=event),
        route("GET", inner, listing or composites(find)),
        route("POST", inner, change_composites(find, roles.add), event=event, reads="RoleRepresentation[]"),
        route("DELETE", inner, change_composites(find, roles.remove), event=event, reads="RoleRepresentation[]"),
        route("GET", f"{inner}/realm", composites(find, "realm")),
        route("GET", f"{inner}/clients/{{inner}}", composites(find, "client")),
    ]


ROUTES = [*_one(_BY_ID, by_id, "REALM_ROLE", composites_by_id)]
for base, event in (("/roles", "REALM_ROLE"), ("/clients/{client}/roles", "CLIENT_ROLE")):
    ROUTES += [
        route("GET", base, listing),
        route("POST", base, create, event=event, reads="RoleRepresentation"),
        *_one(f"{base}/{{name}}", named, event),
        route("GET", f"{base}/{{name}}/users", users),
        route("GET", f"{base}/{{name}}/groups", of_groups),
    ]
