"""Groups of organizations: a tree of their own, its members and its roles."""

from __future__ import annotations

from typing import Any

from emulator.admin import users
from emulator.admin._arrival import group_of
from emulator.admin._attribute_query import of_children, of_organization_groups
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page
from emulator.admin.organization_members import member_of, tell
from emulator.admin.organizations import MANAGE, VIEW, organization_of, refused
from emulator.admin.user_roles import client_of, names_of, role_routes
from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.realm.gates import group as gate
from emulator.realm.refusal import broken, conflict
from emulator.realm.views import Group, User
from emulator.state import organization_groups as groups
from emulator.state import organizations
from emulator.state.organization_groups import Place
from emulator.web.response import Response, json_response

_USERS = ("view-users", "manage-users")
_USUAL = 10


def _shown(admin: AdminCall, place: Place, *, full: bool = False) -> dict[str, Any]:
    described = {"description": place.group["description"]} if place.group.get("description") is not None else {}
    shown = {"id": place.id, "name": place.name, **described, "path": place.path, "parentId": place.parent_id, "subGroups": []}
    if not full:
        return shown
    realm_roles, client_roles = names_of(admin, place.id)
    return {**shown, "attributes": place.group.get("attributes") or {}, "realmRoles": realm_roles, "clientRoles": client_roles}


def _counted(admin: AdminCall, organization: ReadDocument, place: Place, *, full: bool = False) -> dict[str, Any]:
    """The group, with the number of those below it where ``subGroupsCount`` asks for that."""
    shown = _shown(admin, place, full=full)
    if not admin.flag("subGroupsCount"):
        return shown
    return {**shown, "subGroupCount": len(_below(organization, place.id))}


def _place(admin: AdminCall, *any_of: str) -> tuple[ReadDocument, Place]:
    """The group of the path with its organization, for a caller with any of these roles.

    Raises 404, and 400 for a group of somebody else, to whoever may look at the organization; then 403.
    """
    organization = organization_of(admin, *VIEW)
    place = group_of(admin.tables, organization, admin.call.parameters["group"])
    if "client" in admin.call.parameters:
        client_of(admin)
    admin.require(*any_of)
    return organization, place


def _below(organization: ReadDocument, parent_id: str) -> list[Place]:
    return sorted((place for place in groups.every(organization) if place.parent_id == parent_id), key=lambda place: place.name)


def listing(admin: AdminCall) -> Response:
    """Top-level groups by name; with ``search`` or ``q`` those of any depth."""
    organization = organization_of(admin, *VIEW)
    times = of_organization_groups(admin)
    if times is None:
        places = _below(organization, groups.root_id(organization))
    else:
        asked = (place for place in groups.every(organization) for _ in range(times(Group(place.group))))
        places = sorted(asked, key=lambda place: place.name)
    full = admin.flag("briefRepresentation") is False
    return found([_counted(admin, organization, place, full=full) for place in page(admin, places)])


def read(admin: AdminCall) -> Response:
    """One group."""
    return found(_counted(admin, *_place(admin, *VIEW), full=True))


def by_path(admin: AdminCall) -> Response:
    """The group at a path."""
    organization = organization_of(admin, *VIEW)
    wanted = "/" + admin.call.parameters["path"].strip("/")
    place = next((one for one in groups.every(organization) if one.path == wanted), None)
    if place is None:
        raise AdminError(404, {"error": "Group path does not exist"})
    return found(_shown(admin, place))


def children(admin: AdminCall) -> Response:
    """The groups directly below a group."""
    organization, parent = _place(admin, *VIEW)
    wanted = of_children(admin)
    places = [place for place in _below(organization, parent.id) if wanted(Group(place.group))]
    return found([_counted(admin, organization, place) for place in page(admin, places)])


def create(admin: AdminCall) -> Response:
    """A new top-level group."""
    organization = organization_of(admin, *MANAGE)
    place = _add(admin, organization, groups.root_id(organization), "", "Group with the given name already exists.")
    response = json_response(_shown(admin, place), 201)
    response.headers += created(admin, "organizations", str(organization["id"]), "groups", place.id).headers
    return response


def create_child(admin: AdminCall) -> Response:
    """A new group below another one."""
    organization, parent = _place(admin, *MANAGE)
    place = _add(admin, organization, parent.id, parent.path, "Sibling group with the given name already exists", plain=True)
    response = json_response(_shown(admin, place, full=True), 201)
    path = ("organizations", str(organization["id"]), "groups", parent.id, "children", place.id)
    response.headers += created(admin, *path, no_cache=True).headers
    return response


def _add(admin: AdminCall, organization: ReadDocument, parent_id: str, path: str, taken: str, *, plain: bool = False) -> Place:
    """Makes the group of the body; as observed, one below another (``plain``) gets its name alone. Raises AdminError."""
    document = _admitted(admin)
    if document.get("id") is not None:
        raise AdminError(404, {"error": "Could not find group by id"}, "an existing group is not moved into an organization")
    if any(place.name == document["name"] for place in _below(organization, parent_id)):
        raise refused(409, taken)
    described = {"description": document["description"]} if document.get("description") is not None else {}
    if plain:
        described = {}
    group = {
        "id": admin.context.ids.uuid(),
        "name": document["name"],
        **described,
        "attributes": gate.attributes(None if plain else document.get("attributes")),
    }
    _refuse_too_long(group)
    groups.add(admin.tables, organization, parent_id, group)
    admin.changed = {"id": group["id"], "name": group["name"], **described, "subGroups": []}
    return Place(group, f"{path}/{group['name']}", parent_id)


def _admitted(admin: AdminCall) -> dict[str, Any]:
    document = admin.body("GroupRepresentation")
    for fault in gate.name_faults(document):
        raise refused(400, fault.message)
    return document


def _refuse_too_long(group: dict[str, Any]) -> None:
    for fault in gate.too_long(group):
        raise broken(fault.message)


def update(admin: AdminCall) -> Response:
    """Renames a group; attributes are replaced when they are given."""
    organization, place = _place(admin, *MANAGE)
    document = _admitted(admin)
    others = [other for other in _below(organization, place.parent_id) if other.id != place.id]
    if any(other.name == document["name"] for other in others):
        raise conflict(f"there is a group '{document['name']}' beside it", late=True)
    kept = {name: value for name, value in place.group.items() if name != "description"}
    described = {"description": document["description"]} if document.get("description") is not None else {}
    attributes = {"attributes": gate.attributes(document["attributes"])} if document.get("attributes") is not None else {}
    changed = {**kept, "name": document["name"], **described, **attributes}
    _refuse_too_long(changed)
    groups.replace(admin.tables, organization, place.id, lambda _: changed)
    admin.changed = {"name": document["name"], **described, "subGroups": []}
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a group with all below it."""
    organization, place = _place(admin, *MANAGE)
    for one in groups.below([place.group], "", ""):
        admin.tables.role_mappings.delete(one.id)
    groups.replace(admin.tables, organization, place.id, lambda _: None)
    return done()


def members(admin: AdminCall) -> Response:
    """Direct members of a group by name."""
    organization, place = _place(admin, *VIEW)
    admin.require(*_USERS)
    known = [_of_entry(admin, entry) for entry in groups.members(organization, place.id)]
    show = users.brief if admin.flag("briefRepresentation") else users.representation
    people = page(admin, sorted((user for user in known if user is not None), key=lambda user: user.username), _USUAL)
    return found([{**show(admin.tables, user), "membershipType": _kind(organization, user)} for user in people])


def _of_entry(admin: AdminCall, entry: ReadDocument) -> User | None:
    """The user of an entry of ``members``, which in realm files may have a name alone."""
    document = admin.tables.users.get(entry["id"]) if entry.get("id") else admin.tables.users.one("username", entry.get("username"))
    return User(document) if document is not None else None


def _kind(organization: ReadDocument, user: User) -> str:
    entry = organizations.entry(organization, user) or {}
    return str(entry.get("membershipType") or "UNMANAGED")


def _user(admin: AdminCall) -> User:
    admin.require("manage-users")
    user = admin.tables.user(admin.call.parameters["member"])
    if user is None:
        raise refused(404, "User does not exist")
    return user


def join(admin: AdminCall) -> Response:
    """Makes a member of the organization one of the group."""
    organization, place = _place(admin, *MANAGE)
    user = _user(admin)
    if organizations.entry(organization, user) is None:
        raise refused(400, "User is not member of the organization")
    ids = [joined.id for joined in groups.of_user(organization, user)]
    if place.id in ids:
        raise refused(409, "User is already a member of the group")
    groups.put_member(admin.tables, organization, user, dict.fromkeys([*ids, place.id]))
    tell(admin, user, _shown(admin, place))
    return done(no_cache=True)


def leave(admin: AdminCall) -> Response:
    """Ends a membership of the group."""
    organization, place = _place(admin, *MANAGE)
    user = _user(admin)
    if organizations.entry(organization, user) is not None:
        ids = [one.id for one in groups.of_user(organization, user) if one.id != place.id]
        groups.put_member(admin.tables, organization, user, ids)
    tell(admin, user, _shown(admin, place))
    return done(no_cache=True)


def of_member(admin: AdminCall) -> Response:
    """The groups that a member is directly in, by name; ``search`` is part of a name."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_USERS)
    user, _ = member_of(admin, organization)
    search, full = (admin.call.query.get("search") or "").lower(), admin.flag("briefRepresentation") is False
    mine = sorted((one for one in groups.of_user(organization, user) if search in one.name.lower()), key=lambda one: one.name)
    return found([_shown(admin, place, full=full) for place in page(admin, mine)])


def _role_owner(admin: AdminCall, manage: bool) -> str:
    return _place(admin, *(MANAGE if manage else VIEW))[1].id


_GROUPS = "/organizations/{organization}/groups"
_ONE = f"{_GROUPS}/{{group}}"
ROUTES = [
    route("GET", _GROUPS, listing),
    route("POST", _GROUPS, create, event="ORGANIZATION_GROUP"),
    route("GET", f"{_GROUPS}/group-by-path/{{path:path}}", by_path),
    route("GET", _ONE, read),
    route("PUT", _ONE, update, event="ORGANIZATION_GROUP"),
    route("DELETE", _ONE, delete, event="ORGANIZATION_GROUP"),
    route("GET", f"{_ONE}/children", children),
    route("POST", f"{_ONE}/children", create_child, event="ORGANIZATION_GROUP"),
    route("GET", f"{_ONE}/members", members),
    route("PUT", f"{_ONE}/members/{{member}}", join, media="", event="ORGANIZATION_GROUP_MEMBERSHIP", operation="CREATE"),
    route("DELETE", f"{_ONE}/members/{{member}}", leave, event="ORGANIZATION_GROUP_MEMBERSHIP"),
    route("GET", "/organizations/{organization}/members/{member}/groups", of_member),
    *role_routes(_ONE, _role_owner),
]
