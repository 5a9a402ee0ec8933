"""What administrators may hand out: only what they have themselves, or what follows from it. As observed, realm by realm.

An administrative role is known by its name and by whose it is: of ``realm-management``, of a ``<realm>-realm`` of master, or of master.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from emulator.admin import fine_grained
from emulator.admin.access import AdminCall
from emulator.admin.callers import forbidden
from emulator.authz.admin_permissions import CLIENTS
from emulator.realm.views import Role, User
from emulator.state import management, master, roles
from emulator.state.management import ALL, NAMES

_VIEW_CLIENTS, _MANAGE_CLIENTS = ("view-clients", "manage-clients"), ("manage-clients",)
_FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "create-client": _MANAGE_CLIENTS,
    "view-clients": _VIEW_CLIENTS,
    "view-users": ("view-users", "manage-users"),
    "view-realm": ("view-realm", "manage-realm"),
    "view-events": ("view-events", "manage-events"),
    "view-identity-providers": ("view-identity-providers", "manage-identity-providers"),
    "view-authorization": ("view-authorization", "manage-authorization"),
    "view-organizations": ("view-organizations", "manage-organizations"),
}
"""Administrative roles that may be handed out with any of others; the rest takes the role itself."""
_ANYBODY = frozenset({"query-users", "query-groups", "query-clients", "query-realms", "query-organizations"})


def may_map(admin: AdminCall, role: Role) -> bool:
    """Whether the caller may give this role to users and groups, besides managing those."""
    if _is_reserved(admin, role):
        return administers_all(admin)
    return _may_follow(admin, role) if admin.may("manage-users") else fine_grained.hands_out(admin, role, "")


def may_offer(admin: AdminCall, role: Role) -> bool:
    """Whether the console offers this role to the caller for a user or a group; as observed, whatever else forbids it."""
    return admin.may("manage-users") or fine_grained.hands_out(admin, role, "")


def may_offer_inside(admin: AdminCall, role: Role) -> bool:
    """Whether the console offers this role for a composite: to who manages users, as observed."""
    return admin.may("manage-users") or fine_grained.hands_out(admin, role, "-composite")


def may_see(admin: AdminCall, role: Role) -> bool:
    """Whether the caller may look at this role."""
    if role.client_role:
        return admin.may(*_VIEW_CLIENTS) or fine_grained.sees(admin, CLIENTS, role.container_id)
    return admin.may(*_FOLLOWS["view-realm"])


def _may_follow(admin: AdminCall, role: Role) -> bool:
    """Whether the role is none of an administrator's, or follows from those that the caller has."""
    if role.name not in NAMES or role.id in admin.caller.role_ids:
        return True
    if _is_management(admin, role):
        return role.name in _ANYBODY or _has(admin, _FOLLOWS.get(role.name, (role.name,)))
    if admin.tables.realm.name != master.MASTER:
        return True
    owner = admin.tables.client_by_id(role.container_id) if role.client_role else None
    return owner is not None and not owner.client_id.endswith(master.CLIENT_SUFFIX)


def may_compose(admin: AdminCall, role: Role) -> bool:
    """Whether the caller may put this role into another one: it takes the right to manage the role too."""
    if _is_reserved(admin, role):
        return administers_all(admin)
    return (_manages(admin, role) or fine_grained.hands_out(admin, role, "-composite")) and _may_follow(admin, role)


def may_scope(admin: AdminCall, role: Role) -> bool:
    """Whether the caller may let this role through a scope."""
    manages = admin.may("manage-clients") if fine_grained.is_first(admin) else _manages(admin, role)
    return manages or fine_grained.hands_out(admin, role, "-client-scope")


def _manages(admin: AdminCall, role: Role) -> bool:
    return admin.may("manage-clients" if role.client_role else "manage-realm")


def require(admin: AdminCall, allowed: Callable[[AdminCall, Role], bool], identifiers: Iterable[str]) -> None:
    """Refuses the roles with these ids (403) unless each is ``allowed``."""
    for identifier in identifiers:
        role = admin.tables.role(identifier)
        if role is not None and not allowed(admin, role):
            raise forbidden(f"user '{admin.caller.user.username}' may not hand out the role '{role.name}'")


def stronger_by(admin: AdminCall, user: User) -> Role | None:
    """A management role of this user that the caller has not got, who therefore may not act in the user's name."""
    for role in map(admin.tables.role, roles.of_user(admin.tables, user)):
        if role is None or role.name not in NAMES or role.id in admin.caller.role_ids:
            continue
        if not (_is_management(admin, role) and _has(admin, (role.name,))):
            return role
    return None


def administers_all(admin: AdminCall) -> bool:
    """Whether the caller administers the whole realm: by the role that stands for all others, of master ``admin``; all others do not do."""
    if admin.caller.tables.realm.name == master.MASTER:
        return admin.caller.has_realm_role("admin")
    return admin.may(ALL)


def _is_reserved(admin: AdminCall, role: Role) -> bool:
    """Whether only who administers the whole realm hands this role out: management roles, where the realm has permissions (version 2)."""
    return role.name in NAMES and _is_management(admin, role) and fine_grained.is_second(admin)


def _is_management(admin: AdminCall, role: Role) -> bool:
    client = admin.tables.client(management.CLIENT)
    return client is not None and role.container_id == client.id


def _has(admin: AdminCall, any_of: tuple[str, ...]) -> bool:
    """Whether the caller has any of these roles for the realm. Master knows no ``realm-admin`` of a realm."""
    return admin.may(*any_of) or (ALL in any_of and administers_all(admin))
