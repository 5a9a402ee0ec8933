"""The role that a text in a configuration names."""

from __future__ import annotations

from emulator.realm import role_names
from emulator.realm.views import Role
from emulator.state.store import RealmTables


def named(tables: RealmTables, name: str) -> Role | None:
    """The role ``client.role`` or ``role``, None where there is none."""
    client_id, role = role_names.parts(name, lambda text: tables.client(text) is not None)
    client = tables.client(client_id) if client_id else None
    return tables.realm_role(role) if client is None else tables.client_role(client, role)
