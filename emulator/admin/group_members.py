"""Who is in which group: members, the groups of a user, and those that every new user joins."""

from __future__ import annotations

from functools import partial

from emulator.admin import fine_grained, users
from emulator.admin import groups as groups_of_realm
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found, listed, page
from emulator.admin.users import MANAGE, VIEW, user_of
from emulator.authz import admin_permissions
from emulator.core.errors import AdminError
from emulator.core.wildcards import like
from emulator.realm.views import Group, User
from emulator.state import groups, organization_groups, organizations
from emulator.web.response import Response


def members(admin: AdminCall) -> Response:
    """Direct members of a group."""
    group = groups_of_realm.group_of(admin, *VIEW)
    identifiers = admin.tables.memberships.having("group", group.id)
    if not admin.may(*VIEW) and admin.may("query-users"):
        rows = [row for identifier in identifiers if (row := admin.tables.users.get(identifier)) is not None]
        identifiers = [str(row["id"]) for row in fine_grained.visible(admin, admin_permissions.USERS, rows)]
    show = users.brief if admin.flag("briefRepresentation") else users.representation
    return listed(admin, users.by_name(admin, identifiers, 100), partial(show, admin.tables))


def of_user(admin: AdminCall) -> Response:
    """Groups that a user is a direct member of."""
    mine, full = _of_user(admin), admin.flag("briefRepresentation") is False
    return found([groups_of_realm.representation(admin, group, full=full, count=False) for group in page(admin, mine)])


def count_of_user(admin: AdminCall) -> Response:
    """How many groups a user is a direct member of; as observed, those that the caller does not see count too.

    So do groups of organizations, where no name is searched for.
    """
    count = len(_of_user(admin, counted=True))
    user = None if admin.call.query.get("search") else admin.tables.user(admin.call.parameters["id"])
    if user is not None:
        count += sum(len(organization_groups.of_user(each, user)) for each in organizations.every(admin.tables))
    return found({"count": count})


def _of_user(admin: AdminCall, *, counted: bool = False) -> list[Group]:
    user = user_of(admin, *VIEW)
    search = (admin.call.query.get("search") or "").lower()
    mine = groups.of_user(admin.tables, user)
    if not admin.may(*VIEW) and not (counted and fine_grained.of(admin) is not None):
        shown = fine_grained.visible(admin, admin_permissions.GROUPS, [group.document for group in mine])
        mine = [Group(document) for document in shown]
    if counted:
        return [group for group in mine if like(search).search(group.name)]
    return [group for group in mine if search in group.name.lower()]


def _group(admin: AdminCall) -> Group:
    group = admin.tables.group(admin.call.parameters["group"])
    if group is None and organization_groups.owner(admin.tables, admin.call.parameters["group"]) is not None:
        raise AdminError(400, {"errorMessage": "Cannot access organization related group via non Organization API."})
    if group is None:
        raise AdminError(404, {"error": "Group not found"})
    return group


def join(admin: AdminCall) -> Response:
    """Makes a user a member."""
    user = user_of(admin, MANAGE)
    group = _group(admin)
    current = admin.tables.memberships.get(user.id) or ()
    admin.tables.memberships.put(user.id, tuple(dict.fromkeys((*current, group.id))))
    _tell(admin, user, group)
    return done(no_cache=True)


def leave(admin: AdminCall) -> Response:
    """Ends a membership."""
    user, group = user_of(admin, MANAGE), _group(admin)
    groups_of_realm.end_membership(admin, user.id, group.id)
    _tell(admin, user, group)
    return done(no_cache=True)


def _tell(admin: AdminCall, user: User, group: Group) -> None:
    """The event of a membership shows the group, and says whose it is."""
    admin.changed = groups_of_realm.representation(admin, group, full=True, count=False) | {"subGroups": []}
    admin.details = {name: value for name, value in (("email", user.email), ("username", user.username)) if value}


def defaults(admin: AdminCall) -> Response:
    """Groups that every new user joins."""
    known = [groups.by_path(admin.tables, path) for path in admin.tables.realm.default_groups]
    return found([groups_of_realm.representation(admin, group, full=False, count=False) for group in known if group is not None])


def add_default(admin: AdminCall) -> Response:
    """Makes a group one that every new user joins."""
    path = groups.path(admin.tables, _group(admin))
    names = list(dict.fromkeys([*admin.tables.realm.default_groups, path]))
    admin.tables.document = {**admin.tables.document, "defaultGroups": names}
    return done(no_cache=True)


def remove_default(admin: AdminCall) -> Response:
    """New users join a group no longer."""
    path = groups.path(admin.tables, _group(admin))
    names = [one for one in admin.tables.realm.default_groups if one != path]
    admin.tables.document = {**admin.tables.document, "defaultGroups": names}
    return done(no_cache=True)


ROUTES = [
    route("GET", "/groups/{group}/members", members),
    route("GET", "/users/{id}/groups", of_user),
    route("GET", "/users/{id}/groups/count", count_of_user),
    route("PUT", "/users/{id}/groups/{group}", join, media="", event="GROUP_MEMBERSHIP", operation="CREATE"),
    route("DELETE", "/users/{id}/groups/{group}", leave, event="GROUP_MEMBERSHIP"),
    route("GET", "/default-groups", defaults, "view-realm", "manage-realm"),
    route("PUT", "/default-groups/{group}", add_default, "manage-realm", media="", event="GROUP", operation="CREATE"),
    route("DELETE", "/default-groups/{group}", remove_default, "manage-realm", event="GROUP"),
]
