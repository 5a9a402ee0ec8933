"""The administrative roles that a token carries for its own realm, and whether somebody has others."""

from __future__ import annotations

from collections.abc import Collection

from emulator.realm.views import User
from emulator.state import authorization, roles
from emulator.state.management import ALL, NAMES
from emulator.state.store import RealmTables
from emulator.tokens.verify import Verified


def of_token(tables: RealmTables, token: Verified) -> frozenset[str]:
    """Names of the roles of the client that manages the realm."""
    management = tables.client_by_id(authorization.management_id(tables))
    access = (token.claims.get("resource_access") or {}).get(management.client_id if management is not None else "") or {}
    return frozenset(access.get("roles") or ())


def outranks(tables: RealmTables, user: User, held: Collection[str]) -> bool:
    """Whether a user has an administrative role that is not among those that are ``held``."""
    if ALL in held:
        return False
    management = authorization.management_id(tables)
    for role in map(tables.role, roles.of_user(tables, user)):
        if role is not None and role.container_id == management and role.name in NAMES and role.name not in held:
            return True
    return False
