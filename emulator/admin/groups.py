"""Groups: the tree of a realm."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from emulator.admin import _attribute_query, fine_grained
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, listed, page
from emulator.admin.users import MANAGE, VIEW
from emulator.authz import admin_permissions
from emulator.core.errors import AdminError
from emulator.core.wildcards import within
from emulator.realm.gates import group as gate
from emulator.realm.refusal import broken
from emulator.realm.views import Group
from emulator.state import authorization, groups, organization_groups, roles
from emulator.web.response import Response, json_response

_QUERY = (*VIEW, "query-groups")
_PART = 500
"""Members that leave a group in one go."""


def representation(admin: AdminCall, group: Group, *, full: bool, count: bool = True, below: list[Any] | None = None) -> dict[str, Any]:
    """The group as the Admin API shows it; ``full`` with attributes and roles."""
    shown: dict[str, Any] = {"id": group.id, "name": group.name}
    if group.document.get("description") is not None:
        shown["description"] = group.document["description"]
    shown["path"] = groups.path(admin.tables, group)
    if group.parent_id:
        shown["parentId"] = group.parent_id
    if count:
        shown["subGroupCount"] = len(_seen(admin, group.id))
    shown["subGroups"] = below or []
    if full:
        shown["attributes"] = group.document.get("attributes") or {}
        shown["realmRoles"], shown["clientRoles"] = roles.names_of(admin.tables, roles.mapped(admin.tables, group.id))
    return shown


def _access(admin: AdminCall) -> dict[str, bool]:
    manage, view = admin.may(MANAGE), admin.may(*VIEW)
    return {"view": view, "viewMembers": view, "manageMembers": manage, "manage": manage, "manageMembership": manage}


def _with_access(admin: AdminCall, shown: dict[str, Any]) -> dict[str, Any]:
    by_role = _access(admin)
    own = fine_grained.group_access(admin, shown["id"]) if not all(by_role.values()) else {}
    return {**shown, "access": {name: may or own.get(name, False) for name, may in by_role.items()}}


def _children(admin: AdminCall, parent: str) -> list[Group]:
    return sorted(map(Group, admin.tables.groups.many("parent", parent)), key=lambda group: group.name)


def _seen(admin: AdminCall, parent: str) -> list[Group]:
    """The groups directly below one that the caller sees: all by the role, else those that permissions show."""
    known = _children(admin, parent)
    if admin.may(*VIEW) or fine_grained.of(admin) is None:
        return known
    return [Group(document) for document in fine_grained.visible(admin, admin_permissions.GROUPS, [group.document for group in known])]


def group_of(admin: AdminCall, *any_of: str) -> Group:
    """The group of the path for a caller with any of these roles; raises 404 and 403: as observed, anybody is told that there is none."""
    identifier = admin.call.parameters["group"]
    group = admin.tables.group(identifier)
    if group is None and organization_groups.owner(admin.tables, identifier) is not None:
        raise AdminError(400, {"errorMessage": "Cannot manage organization related group via non Organization API."})
    if group is None:
        raise AdminError(404, {"error": "Could not find group by id"})
    admin.require(*any_of)
    return group


def listing(admin: AdminCall) -> Response:
    """Top-level groups; ``search`` shows the branches to what was found. Who may query groups alone sees none."""
    full, count = admin.flag("briefRepresentation") is False, admin.flag("subGroupsCount") is not False
    wanted = _attribute_query.of_groups(admin)
    if wanted is not None:
        documents = admin.tables.groups if admin.may(*VIEW) else fine_grained.visible(admin, admin_permissions.GROUPS, admin.tables.groups)
        known = sorted((Group(document) for document in documents), key=lambda group: group.name)
        chosen = page(admin, [group for group in known if wanted(group)])
        if admin.flag("populateHierarchy") is False:
            return listed(admin, chosen, lambda group: _with_access(admin, representation(admin, group, full=full, count=count)))
        kept = {group.id for group in chosen}
        trees = [_branch(admin, group, kept, full=full, count=count) for group in _children(admin, "")]
        return found([tree for tree in trees if tree is not None])
    return listed(admin, page(admin, _top(admin)), lambda group: _with_access(admin, representation(admin, group, full=full, count=count)))


def _top(admin: AdminCall) -> list[Group]:
    """The groups at the top that the caller sees: by permissions those of them, without the role."""
    known = _children(admin, "")
    if admin.may(*VIEW):
        return known
    return [Group(document) for document in fine_grained.visible(admin, admin_permissions.GROUPS, [group.document for group in known])]


def _branch(admin: AdminCall, group: Group, chosen: Collection[str], *, full: bool, count: bool) -> dict[str, Any] | None:
    below = [_branch(admin, child, chosen, full=full, count=count) for child in _children(admin, group.id)]
    kept = [one for one in below if one is not None]
    if not kept and group.id not in chosen:
        return None
    return _with_access(admin, representation(admin, group, full=full, count=count, below=kept))


def count(admin: AdminCall) -> Response:
    """How many groups there are; ``top`` counts the top level alone."""
    search = admin.call.query.get("search") or ""
    documents: Sequence[Mapping[str, Any]] = list(admin.tables.groups)
    if not admin.may(*VIEW) and fine_grained.of(admin) is not None:
        documents = fine_grained.visible(admin, admin_permissions.GROUPS, documents)
    known = [Group(document) for document in documents]
    if admin.flag("top") and not search:
        known = [group for group in known if not group.parent_id]
    wanted = within(search)
    return found({"count": sum(wanted.fullmatch(group.name) is not None for group in known)})


def read(admin: AdminCall) -> Response:
    """One group."""
    return found(_with_access(admin, representation(admin, group_of(admin, *VIEW), full=True)))


def by_path(admin: AdminCall) -> Response:
    """The group at a path."""
    group = groups.by_path(admin.tables, admin.call.parameters["path"])
    if group is None:
        raise AdminError(404, {"error": "Group path does not exist"})
    if fine_grained.of(admin) is None:
        admin.require(*VIEW)
    elif not admin.may(*VIEW) and not _is_shown(admin, group):
        raise AdminError(404, {"error": "Group path does not exist"})
    return found(representation(admin, group, full=True))


def _is_shown(admin: AdminCall, group: Group) -> bool:
    """Whether permissions show a group and all above it: as observed, a path leads along groups that the caller sees."""
    return all(fine_grained.sees(admin, admin_permissions.GROUPS, step.id) for step in groups.ancestry(admin.tables, group))


def children(admin: AdminCall) -> Response:
    """The groups directly below a group."""
    parent = group_of(admin, *VIEW)
    full, count = admin.flag("briefRepresentation") is not True, admin.flag("subGroupsCount") is not False
    wanted = _attribute_query.of_children(admin)
    below = [child for child in _seen(admin, parent.id) if wanted(child)]
    return listed(admin, page(admin, below, 10), lambda child: _with_access(admin, representation(admin, child, full=full, count=count)))


def _add(admin: AdminCall, parent: Group | None) -> Group | None:
    """Makes the group of the body, or moves the one with its id; None when an existing one was moved."""
    document = admin.body("GroupRepresentation")
    _admit(document)
    name = document["name"]
    key = parent.id if parent is not None else ""
    existing = admin.tables.group(document["id"]) if document.get("id") is not None else None
    if existing is None and document.get("id") is not None:
        raise AdminError(404, {"error": "Could not find child by id"})
    if existing is not None:
        _move(admin, existing, parent, name)
        return None
    taken = admin.tables.groups.one("name", (key, name))
    if taken is not None:
        raise _taken(name, parent)
    group = {"id": admin.context.ids.uuid(), "name": name, **({"parentId": key} if key else {})}
    if document.get("description") is not None:
        group["description"] = document["description"]
    group["attributes"] = gate.attributes(document.get("attributes"))
    _put(admin, group)
    return Group(group)


def _move(admin: AdminCall, group: Group, parent: Group | None, name: str) -> None:
    """Puts a group below another one, or at the top; its name stays."""
    tables, above = admin.tables, [step.id for step in groups.ancestry(admin.tables, parent)] if parent is not None else []
    fault = gate.moved_below(group.id, above) if parent is None or parent.id != group.id else None
    if fault is not None:
        raise AdminError(400, {"errorMessage": fault.message})
    key = parent.id if parent is not None else ""
    taken = tables.groups.one("name", (key, group.name))
    if taken is not None and taken["id"] != group.id:
        raise _taken(name, parent)
    if key != group.id:
        moved = {k: v for k, v in group.document.items() if k != "parentId"}
        tables.groups.put(group.id, {**moved, **({"parentId": key} if key else {})})


def _taken(name: str, parent: Group | None) -> AdminError:
    where = f"Sibling group named '{name}' already exists." if parent is not None else f"Top level group named '{name}' already exists."
    return AdminError(409, {"errorMessage": where})


def _admit(document: dict[str, Any]) -> None:
    for fault in gate.name_faults(document):
        raise AdminError(400, {"errorMessage": fault.message})


def _put(admin: AdminCall, group: dict[str, Any]) -> None:
    for fault in gate.too_long(group):
        raise broken(fault.message)
    admin.tables.groups.put(group["id"], group)


def create(admin: AdminCall) -> Response:
    """A new top-level group."""
    made = _add(admin, None)
    return created(admin, "groups", made.id) if made is not None else done()


def create_child(admin: AdminCall) -> Response:
    """A new group below another one."""
    made = _add(admin, group_of(admin, MANAGE))
    if made is None:
        return Response(204, headers=[("Content-Type", "application/json"), ("Cache-Control", "no-cache")])
    response = json_response(_with_access(admin, representation(admin, made, full=True, count=False)), 201)
    response.headers += created(admin, "groups", made.id, no_cache=True).headers
    return response


def update(admin: AdminCall) -> Response:
    """Renames a group; attributes are replaced when they are given."""
    group = group_of(admin, MANAGE)
    document = admin.body("GroupRepresentation")
    _admit(document)
    if document.get("id") not in (None, group.id):
        raise AdminError(400, {"errorMessage": "Invalid group id"})
    name = document["name"]
    taken = admin.tables.groups.one("name", (group.parent_id, name))
    if taken is not None and taken["id"] != group.id:
        raise AdminError(409, {"errorMessage": f"Sibling group named '{name}' already exists."})
    changed = {**group.document, "name": name, "description": document.get("description")}
    if document.get("attributes") is not None:
        changed["attributes"] = gate.attributes(document["attributes"])
    if changed["description"] is None:
        del changed["description"]
    _put(admin, changed)
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a group with all below it."""
    group = group_of(admin, MANAGE)
    _empty(admin, group)
    _delete(admin, group)
    admin.changed = {"id": group.id, "name": group.name}
    return done()


def _empty(admin: AdminCall, group: Group) -> None:
    """Takes all members out of a group, a part of them at a time."""

    def leave(members: Sequence[str]) -> None:
        for member in members:
            end_membership(admin, member, group.id)

    admin.context.answers.in_parts("leave", list(admin.tables.memberships.having("group", group.id)), _PART, leave)


def _delete(admin: AdminCall, group: Group) -> None:
    for child in _children(admin, group.id):
        _delete(admin, child)
    for user_id in admin.tables.memberships.keys_of("group", group.id):
        end_membership(admin, user_id, group.id)
    path = groups.path(admin.tables, group)
    defaults = [default for default in admin.tables.realm.default_groups if default != path]
    if len(defaults) != len(admin.tables.realm.default_groups):
        admin.tables.document = {**admin.tables.document, "defaultGroups": defaults}
    admin.tables.role_mappings.delete(group.id)
    admin.tables.groups.delete(group.id)
    authorization.forget_object(admin.tables, group.id)


def end_membership(admin: AdminCall, user_id: str, group_id: str) -> None:
    """Takes a user out of a group."""
    remaining = tuple(one for one in admin.tables.memberships.get(user_id) or () if one != group_id)
    if remaining:
        admin.tables.memberships.put(user_id, remaining)
    else:
        admin.tables.memberships.delete(user_id)


ROUTES = [
    route("GET", "/groups", listing, *_QUERY),
    route("POST", "/groups", create, MANAGE, event="GROUP", reads="GroupRepresentation"),
    route("GET", "/groups/count", count, *_QUERY),
    route("GET", "/groups/{group}", read),
    route("PUT", "/groups/{group}", update, event="GROUP", reads="GroupRepresentation"),
    route("DELETE", "/groups/{group}", delete, event="GROUP"),
    route("GET", "/groups/{group}/children", children),
    route("POST", "/groups/{group}/children", create_child, event="GROUP", reads="GroupRepresentation"),
    route("GET", "/group-by-path/{path:path}", by_path),
]
