"""What fine-grained permissions let an administrator do who has not the role for it: which object a request is about, and which scope.

Only callers of the realm itself have permissions. All as observed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from emulator.admin import fine_grained_v1
from emulator.authz import admin_permissions as permissions
from emulator.authz.admin_permissions import CLIENTS, GROUPS, ORGANIZATIONS, ROLES, USERS
from emulator.authz.identity import Identity, attributes
from emulator.configuration.features import ADMIN_PERMISSIONS_V2
from emulator.realm.views import Role, User
from emulator.state import groups

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall
    from emulator.admin.callers import Caller
    from emulator.realm.authorization_views import ResourceServer

_KINDS: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "users": (USERS, "id", frozenset({"view-users", "manage-users", "impersonation"})),
    "groups": (GROUPS, "group", frozenset({"view-users", "manage-users"})),
    "clients": (CLIENTS, "client", frozenset({"view-clients", "manage-clients"})),
    "organizations": (ORGANIZATIONS, "organization", frozenset({"view-organizations", "manage-organizations"})),
}
"""By the first segment of a path: the type, the parameter that names the object, and roles that permissions stand in for."""
_LOCKED_USERS = "/ui-ext/brute-force-user"
"""A list of users that stands elsewhere."""
_LISTS = frozenset({"", "count", "groups/count"})
_OF_ALL_USERS = frozenset({"profile", "profile/metadata"})
"""What a permission for all users shows beside the lists of them."""
_OF_ALL_CLIENTS = frozenset({
    "client-scopes", "client-templates", "default-default-client-scopes", "default-optional-client-scopes", "clients-initial-access",
    "client-description-converter",
})  # fmt: skip
"""What belongs to no client, and takes a permission for all of them."""
_SERVER = "/authz/resource-server"
_ROLE_BY_ID = "/roles-by-id/{role}"
_BELOW: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    USERS: (
        ("POST", r"impersonation", ("impersonate",)),
        ("POST|DELETE", r"role-mappings/.*", ("map-roles",)),
        ("PUT|DELETE", r"groups/[^/]+", ("manage-group-membership",)),
    ),
    GROUPS: (("GET", r"members", ("view-members",)),),
}
"""Scopes by the method and the rest of the path, before those that follow from the method alone."""
_GROUP_ACCESS = {
    "view": "view", "viewMembers": "view-members", "manageMembers": "manage-members", "manage": "manage",
    "manageMembership": "manage-membership",
}  # fmt: skip
_USER_ACCESS = {
    "view": "view", "manage": "manage", "mapRoles": "map-roles", "manageGroupMembership": "manage-group-membership",
    "impersonate": "impersonate", "resetPassword": "manage",
}  # fmt: skip


def allows(admin: AdminCall, any_of: Collection[str]) -> bool:
    """Whether permissions allow the request in the place of these roles."""
    if admin.place == "/clients" and admin.call.method == "GET" and fine_grained_v1.is_on(admin) and admin.may("query-users"):
        return True
    first = _first(admin)
    if first is not None:
        return fine_grained_v1.allows(admin, first, any_of)
    decision = of(admin)
    kind, _, rest = admin.place.strip("/").partition("/")
    if decision is not None and admin.place == _LOCKED_USERS:
        return decision.grants(USERS, "view")
    if decision is not None and (kind in _OF_ALL_CLIENTS or admin.place.startswith(_ROLE_BY_ID)):
        return _allows_beside(admin, decision, any_of)
    known = _KINDS.get(kind)
    if decision is not None and kind == "organizations" and _KINDS["users"][2] & set(any_of):
        member = admin.call.parameters.get("member", "")
        return decision.grants(USERS, "view" if "view-users" in any_of else "manage", member if admin.tables.user(member) else "")
    if decision is None or known is None or not known[2] & set(any_of):
        return False
    name, parameter, _ = known
    identifier = admin.call.parameters.get(parameter, "") if admin.place.startswith(f"/{kind}/{{") else ""
    if name == ORGANIZATIONS and (identifier or admin.call.method == "GET"):
        return decision.grants(name, "view" if "view-organizations" in any_of else "manage", identifier)
    if name == CLIENTS and _SERVER in admin.place and permissions.protects(admin.tables, identifier):
        return False  # Whoever has permissions does not look at them for that.
    if name == CLIENTS and identifier:
        return decision.grants(name, "view" if "view-clients" in any_of else "manage", identifier)
    if not identifier:
        if name == USERS and not rest and admin.call.method == "POST" and _makes_members(admin, decision):
            return True
        if name == USERS and rest in _OF_ALL_USERS:
            return admin.call.method == "GET" and decision.grants(name, "view")
        return rest in _LISTS and decision.grants(name, "view" if admin.call.method == "GET" else "manage")
    rest = rest.partition("/")[2]
    if name == GROUPS and rest == "children" and admin.call.method == "GET":
        return decision.grants(name, "view", identifier) and (admin.may("query-groups") or decision.grants(name, "view"))
    if name == USERS and rest == "reset-password":
        return decision.resets_password(identifier)
    granted = any(decision.grants(name, scope, identifier) for scope in _scopes(name, admin.call.method, rest))
    if granted and name == USERS and re.fullmatch(r"groups/\{[^/]+\}", rest):
        # That there is no such group is told to whoever may change what groups the user has.
        group = admin.tables.group(admin.call.parameters.get("group", ""))
        return group is None or decision.grants(GROUPS, "manage-membership", group.id)
    return granted


def _makes_members(admin: AdminCall, decision: permissions.Decision) -> bool:
    """Whether the new user of the body is put into groups, and the caller sees all of them and manages their members."""
    paths = admin.body("UserRepresentation").get("groups") or ()
    known = [groups.by_path(admin.tables, str(path)) for path in paths]
    return bool(known) and all(
        group is not None and all(decision.grants(GROUPS, scope, group.id) for scope in ("view", "manage-members")) for group in known
    )


def _allows_beside(admin: AdminCall, decision: permissions.Decision, any_of: Collection[str]) -> bool:
    """What takes a permission for clients and stands elsewhere: client scopes and the like, and roles of clients by their ids.

    As observed, a client scope that there is has to be seen to be changed.
    """
    name, _, roles = _KINDS["clients"]
    if not roles & set(any_of):
        return False
    role = admin.tables.role(admin.call.parameters["role"]) if admin.place.startswith(_ROLE_BY_ID) else None
    scopes = {"view" if admin.call.method == "GET" else "manage", *(("view",) if admin.place.startswith("/client-scopes/{") else ())}
    return all(decision.grants(name, scope, role.container_id if role is not None else "") for scope in scopes)


def _scopes(kind: str, method: str, rest: str) -> tuple[str, ...]:
    for methods, pattern, scopes in _BELOW.get(kind, ()):
        if re.fullmatch(methods, method) and re.fullmatch(pattern, rest):
            return scopes
    return ("view",) if method == "GET" else ("manage",)


def visible(admin: AdminCall, kind: str, documents: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The objects of a list that its caller sees, who has not the role to see all: those that permissions show.

    Who may query has only those; who got to the list by a permission for the whole type has all of them.
    """
    first = _first(admin)
    if first is not None:
        return fine_grained_v1.visible(first, kind, documents)
    decision = of(admin)
    if decision is None:
        return []
    query = {USERS: "query-users", GROUPS: "query-groups", CLIENTS: "query-clients", ORGANIZATIONS: "query-organizations"}[kind]
    if not admin.may(query) and decision.grants(kind, "view"):
        return list(documents)
    return [document for document in documents if decision.grants(kind, "view", str(document["id"]), in_list=True)]


def sees(admin: AdminCall, kind: str, identifier: str = "") -> bool:
    """Whether a permission shows an object, or without one all of a type, as a role would."""
    decision = of(admin)
    return decision is not None and decision.grants(kind, "view", identifier)


def user_access(admin: AdminCall, identifier: str) -> dict[str, bool]:
    """What the caller may do with a user by permissions."""
    first, decision = _first(admin), of(admin)
    if first is not None:
        return {name: first.user(scope, identifier) for name, scope in _USER_ACCESS.items()}
    if decision is None:
        return {}
    scopes = {
        "view": "view", "manage": "manage", "mapRoles": "map-roles", "manageGroupMembership": "manage-group-membership",
        "impersonate": "impersonate",
    }  # fmt: skip
    by_scope = {name: decision.grants(USERS, scope, identifier) for name, scope in scopes.items()}
    return {**by_scope, "resetPassword": decision.resets_password(identifier)}


def group_access(admin: AdminCall, identifier: str) -> dict[str, bool]:
    """What the caller may do with a group by permissions."""
    first, decision = _first(admin), of(admin)
    if first is not None:
        return {name: first.group(scope, identifier) for name, scope in _GROUP_ACCESS.items()}
    if decision is None:
        return {}
    return {name: decision.grants(GROUPS, scope, identifier) for name, scope in _GROUP_ACCESS.items()}


def client_access(admin: AdminCall, identifier: str) -> dict[str, bool]:
    """What the caller may do with a client by permissions; in version 2 who manages it configures it."""
    first, decision = _first(admin), of(admin)
    if first is not None:
        return {name: first.client(name, identifier) for name in ("configure", "manage")}
    return dict.fromkeys(("configure", "manage"), decision is not None and decision.grants(CLIENTS, "manage", identifier))


def is_first(admin: AdminCall) -> bool:
    """Whether version 1 is on."""
    return fine_grained_v1.is_on(admin)


def protects_from_impersonation(admin: AdminCall, user: User) -> bool:
    """Whether permissions keep everybody from standing for a user, whatever their roles."""
    return fine_grained_v1.is_on(admin) and fine_grained_v1.is_protected(admin.tables, user, admin.context.clock.now())


def has_any(admin: AdminCall) -> bool:
    """Whether there are permissions, so that a list may have others in it than roles show."""
    return fine_grained_v1.is_on(admin) or permissions.server(admin.tables) is not None


def hands_out(admin: AdminCall, role: Role, how: str) -> bool:
    """Whether permissions allow to hand out a role; ``how`` is what follows ``map-role`` and ``map-roles``, such as ``-composite``."""
    first, decision = _first(admin), of(admin)
    if first is not None:
        return first.hands_out(role, how)
    if decision is None:
        return False
    by_client = role.client_role and decision.grants(CLIENTS, f"map-roles{how}", role.container_id)
    return by_client or decision.grants(ROLES, f"map-role{how}", role.id)


def is_second(admin: AdminCall) -> bool:
    """Whether the realm has permissions of version 2, whoever calls."""
    return _guard(admin) is not None


def _guard(admin: AdminCall) -> ResourceServer | None:
    return permissions.server(admin.tables) if ADMIN_PERMISSIONS_V2 in admin.call.emulator.settings.features else None


def of(admin: AdminCall) -> permissions.Decision | None:
    """The caller's permissions in the realm; None where there are none to have."""
    guard = _guard(admin)
    if guard is None or admin.caller.tables is not admin.tables:
        return None
    return permissions.Decision(admin.tables, guard, _identity(admin.caller), admin.context.clock.now())


def _first(admin: AdminCall) -> fine_grained_v1.Rights | None:
    """The caller's permissions of version 1, where that is on."""
    return fine_grained_v1.of(admin, _identity(admin.caller)) if fine_grained_v1.is_on(admin) else None


def _identity(caller: Caller) -> Identity:
    realm_roles: list[str] = []
    client_roles: dict[str, list[str]] = {}
    for identifier in caller.role_ids:
        role = caller.tables.role(identifier)
        client = caller.tables.client_by_id(role.container_id) if role is not None and role.client_role else None
        if client is not None and role is not None:
            client_roles.setdefault(client.client_id, []).append(role.name)
        elif role is not None:
            realm_roles.append(role.name)
    user = caller.user
    claims = {
        "sub": user.id, "preferred_username": user.username, "email": user.email, "azp": caller.client.client_id,
        "realm_access": {"roles": realm_roles}, "resource_access": {name: {"roles": names} for name, names in client_roles.items()},
    }  # fmt: skip
    return Identity(user.id, user, caller.client, False, claims, attributes(claims))
