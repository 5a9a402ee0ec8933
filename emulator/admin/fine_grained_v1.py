"""What permissions of version 1 let an administrator do who has not the role for it. Only callers of the realm have any. As observed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from emulator.authz import management_permissions as permissions
from emulator.authz.identity import Identity
from emulator.authz.management_permissions import CLIENT, GROUP, ROLE, USERS
from emulator.configuration.features import ADMIN_PERMISSIONS_V1
from emulator.realm.gates import client as gate
from emulator.realm.views import Group, Role, User
from emulator.state import groups

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall
    from emulator.state.store import RealmTables

_ROLES: Mapping[str, frozenset[str]] = {
    "users": frozenset({"view-users", "manage-users", "impersonation"}),
    "groups": frozenset({"view-users", "manage-users"}),
    "clients": frozenset({"view-clients", "manage-clients"}),
}
"""By the first segment of a path: the roles that permissions stand in for."""
_CONFIGURED = (r"", r"client-secret", r"roles.*", r"registration-access-token", r"push-revocation", r"nodes.*", r"certificates/.*")
"""What follows a client in the paths of what may be changed by the right to configure it."""


def is_on(admin: AdminCall) -> bool:
    """Whether this version is on."""
    return ADMIN_PERMISSIONS_V1 in admin.call.emulator.settings.features


class Rights:
    """What a caller may do by permissions, besides what roles say."""

    def __init__(self, admin: AdminCall, identity: Identity) -> None:
        self._tables = admin.tables
        self._decision = permissions.Decision(admin.tables, identity, admin.context.clock.now())

    def views_users(self) -> bool:
        """Whether all users may be seen."""
        return self._users(permissions.VIEW, permissions.MANAGE)

    def manages_users(self) -> bool:
        """Whether all users may be changed."""
        return self._users(permissions.MANAGE)

    def user(self, name: str, identifier: str) -> bool:
        """Whether something may be done with a user: ``view``, ``manage``, or a scope that managing includes."""
        if name == permissions.IMPERSONATE:
            return self._users(permissions.IMPERSONATE)
        if name == permissions.VIEW:
            return self.views_users() or self._by_groups(identifier, permissions.VIEW_MEMBERS, permissions.MANAGE_MEMBERS)
        managed = self.manages_users() or self._by_groups(identifier, permissions.MANAGE_MEMBERS)
        return managed or (name in USERS.permissions and self._users(name))

    def group(self, name: str, identifier: str) -> bool:
        """Whether a scope of a group, or one that includes it, is permitted."""
        wanted = {
            permissions.VIEW: (permissions.VIEW, permissions.MANAGE),
            permissions.VIEW_MEMBERS: (permissions.VIEW_MEMBERS, permissions.MANAGE_MEMBERS),
            permissions.MANAGE_MEMBERSHIP: (permissions.MANAGE_MEMBERSHIP, permissions.MANAGE),
        }.get(name, (name,))
        if name == permissions.VIEW_MEMBERS and self.views_users():
            return True
        if name == permissions.MANAGE_MEMBERS and self.manages_users():
            return True
        return any(self._decision.grants(GROUP, scope, identifier) for scope in wanted)

    def client(self, name: str, identifier: str) -> bool:
        """Whether a client may be seen, configured or managed."""
        wanted = {
            permissions.VIEW: (permissions.VIEW, permissions.CONFIGURE, permissions.MANAGE),
            permissions.CONFIGURE: (permissions.CONFIGURE, permissions.MANAGE),
        }.get(name, (name,))
        client = self._tables.client_by_id(identifier)
        if client is not None and name != permissions.VIEW and gate.is_closed(self._tables.realm.name, client.client_id):
            return False
        return any(self._decision.grants(CLIENT, scope, identifier, needs_policies=True) for scope in wanted)

    def hands_out(self, role: Role, how: str) -> bool:
        """Whether a role may be handed out; ``how`` is what follows ``map-role`` and ``map-roles``, such as ``-composite``."""
        by_client = role.client_role and self._decision.grants(CLIENT, f"map-roles{how}", role.container_id, needs_policies=True)
        return by_client or self._decision.grants(ROLE, f"map-role{how}", role.id, needs_policies=True)

    def _users(self, *scopes: str) -> bool:
        return any(self._decision.grants(USERS, scope) for scope in scopes)

    def _by_groups(self, user_id: str, *scopes: str) -> bool:
        """Whether a group that the user is in, or one above it, has any of these scopes."""
        user = self._tables.user(user_id)
        return user is not None and any(
            self._decision.grants(GROUP, scope, group_id) for group_id in self._groups_of(user) for scope in scopes
        )

    def _groups_of(self, user: User) -> Iterator[str]:
        for group in groups.of_user(self._tables, user):
            above: Group | None = group
            while above is not None:
                yield above.id
                above = self._tables.group(above.parent_id) if above.parent_id else None


def of(admin: AdminCall, identity: Identity) -> Rights | None:
    """The caller's rights; None where there are no permissions, or the caller is of another realm."""
    if permissions.server(admin.tables) is None or admin.caller.tables is not admin.tables:
        return None
    return Rights(admin, identity)


def allows(admin: AdminCall, rights: Rights, any_of: Collection[str]) -> bool:
    """Whether permissions allow the request in the place of these roles."""
    kind, _, rest = admin.place.strip("/").partition("/")
    if kind not in _ROLES or not _ROLES[kind] & set(any_of):
        return False
    first, _, rest = rest.partition("/")
    reads = admin.call.method == "GET"
    if not first.startswith("{"):
        return kind == "users" and (rights.views_users() if reads else _creates(admin, rights))
    identifier = admin.call.parameters.get(first[1:-1], "")
    if kind == "users":
        return _with_user(admin, rights, identifier, rest)
    if kind == "groups":
        if reads and rest == "children":
            return admin.may("query-groups") and rights.group(permissions.VIEW, identifier)
        name = permissions.VIEW_MEMBERS if rest == "members" else permissions.VIEW
        return rights.group(name if reads else permissions.MANAGE, identifier)
    configured = any(re.fullmatch(pattern, rest) for pattern in _CONFIGURED) and (rest or admin.call.method == "PUT")
    return rights.client(permissions.VIEW if reads else permissions.CONFIGURE if configured else permissions.MANAGE, identifier)


def _creates(admin: AdminCall, rights: Rights) -> bool:
    """Whether a user may be made, who may be in groups that the caller may add members to alone."""
    paths = admin.body("UserRepresentation").get("groups") or ()
    wanted = [groups.by_path(admin.tables, path if path.startswith("/") else f"/{path}") for path in map(str, paths)]
    return rights.manages_users() and all(group is None or rights.group(permissions.MANAGE_MEMBERSHIP, group.id) for group in wanted)


def _with_user(admin: AdminCall, rights: Rights, identifier: str, rest: str) -> bool:
    method = admin.call.method
    if method == "GET":
        return rights.user(permissions.VIEW, identifier)
    if method == "POST" and rest == "impersonation":
        return rights.user(permissions.IMPERSONATE, identifier)
    if rest.startswith("role-mappings/"):
        return rights.user(permissions.MAP_ROLES, identifier)
    if rest == "groups/{group}":
        into = admin.call.parameters.get("group", "")
        return rights.user(permissions.MANAGE_GROUP_MEMBERSHIP, identifier) and rights.group(permissions.MANAGE_MEMBERSHIP, into)
    return rights.user(permissions.MANAGE, identifier)


def visible(rights: Rights, kind: str, documents: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The objects of a list that permissions show: ``Users``, ``Groups`` or ``Clients``."""
    sees = {"Users": rights.user, "Groups": rights.group, "Clients": rights.client}.get(kind)
    if sees is None:
        return []
    return [document for document in documents if sees(permissions.VIEW, str(document["id"]))]


def is_protected(tables: RealmTables, user: User, now: float) -> bool:
    """Whether permissions protect a user from being stood for, whoever asks; ``now`` is in epoch seconds."""
    decision = permissions.Decision(tables, permissions.as_user(tables, user, None), now)
    return decision.has_policies(USERS, permissions.IMPERSONATED) and not decision.grants(USERS, permissions.IMPERSONATED)
