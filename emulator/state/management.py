"""Management roles: their names, whose they are, and which of them a user has. As observed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.realm.views import User
from emulator.state import roles
from emulator.state.master import CLIENT_SUFFIX, MASTER
from emulator.state.store import RealmTables

CLIENT = "realm-management"
RANKS = frozenset({
    "view-realm", "manage-realm", "query-realms", "view-users", "manage-users", "query-users", "query-groups", "view-clients",
    "manage-clients", "query-clients", "create-client", "view-events", "manage-events", "view-identity-providers",
    "manage-identity-providers", "view-authorization", "manage-authorization", "view-organizations", "manage-organizations",
    "query-organizations",
})  # fmt: skip
"""Management roles any of which makes an administrator, as observed; ``impersonation`` alone does not."""
ALL = "realm-admin"
OF_MASTER = frozenset({"admin", "create-realm"})
NAMES = RANKS | {ALL, "impersonation"} | OF_MASTER
"""Names of management roles; anybody may have roles of other names."""


def held(tables: RealmTables, user: User) -> frozenset[str]:
    """Names of the management roles that a user has, whichever realm they are for."""
    names = set()
    for role in map(tables.role, roles.of_user(tables, user)):
        if role is None or role.name not in NAMES:
            continue
        client = tables.client_by_id(role.container_id) if role.client_role else None
        if _manages(tables, client.client_id) if client is not None else tables.realm.name == MASTER:
            names.add(role.name)
    return frozenset(names)


def _manages(tables: RealmTables, client_id: str) -> bool:
    """Whether roles of this client are management roles, also where there is no such client."""
    return client_id == CLIENT or (tables.realm.name == MASTER and client_id.endswith(CLIENT_SUFFIX))


def take_foreign(tables: RealmTables, user: User, members: dict[str, Any]) -> None:
    """Takes management roles that the user has not got out of an access token's ``realm_access`` and ``resource_access``.

    Mappers may name any role. What stays of a client is there even without roles.
    """
    access: dict[str, Any] = members.get("resource_access") or {}
    closed = [name for name, its in access.items() if _manages(tables, name) and not NAMES.isdisjoint(_texts(its.get("roles")))]
    realm = members.get("realm_access") or {}
    in_realm = tables.realm.name == MASTER and not OF_MASTER.isdisjoint(_texts(realm.get("roles")))
    if not closed and not in_realm:
        return
    mine = held(tables, user)
    if closed:
        members["resource_access"] = {**access, **{name: _without(access[name], NAMES - mine) for name in closed}}
    if in_realm:
        members["realm_access"] = _without(realm, OF_MASTER - mine)


def _without(access: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {**access, "roles": [role for role in access["roles"] if not isinstance(role, str) or role not in names]}


def _texts(listed: Iterable[Any] | None) -> list[str]:
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
