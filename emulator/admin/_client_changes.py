"""What the realm's client policies say of what administrators do to clients."""

from __future__ import annotations

from typing import Any

from emulator import client_policies
from emulator.admin.access import AdminCall
from emulator.core.errors import AdminError, OAuthError
from emulator.realm.views import Client, Role
from emulator.state import groups
from emulator.state.store import RealmTables


def changed(admin: AdminCall, client: Client | None, proposed: dict[str, Any]) -> dict[str, Any]:
    """What policies make of a representation; None is a new client. Raises AdminError for what one of them refuses.

    Roles and groups count where the administrator is of the same realm.
    """
    if not client_policies.are_there(admin.tables):
        return proposed
    caller = admin.caller
    own = caller.tables is admin.tables
    held = [role for role in map(caller.tables.role, caller.role_ids if own else ()) if role is not None]
    names = frozenset(_name(caller.tables, role) for role in held)
    paths = frozenset(groups.path(caller.tables, group) for group in groups.of_user(caller.tables, caller.user) if own)
    try:
        return client_policies.change(admin.call.context, client, proposed, names, paths)
    except OAuthError as error:
        raise _refusal(error) from error


def _name(tables: RealmTables, role: Role) -> str:
    """A role's name; that of a client with the client before it."""
    owner = tables.client_by_id(role.container_id) if role.client_role else None
    return role.name if owner is None else f"{owner.client_id}.{role.name}"


def touched(admin: AdminCall, kind: str, client: Client) -> None:
    """Asks policies about a client that is looked at or deleted; raises AdminError."""
    try:
        client_policies.trigger(admin.call.context, kind, client)
    except OAuthError as error:
        raise _refusal(error) from error


def _refusal(error: OAuthError) -> AdminError:
    return AdminError(400, {"error": error.error, "error_description": error.description}, error.reason)
