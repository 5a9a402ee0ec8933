"""The role that a mapper's configuration names."""

from __future__ import annotations

from emulator.realm.views import Role
from emulator.state.store import RealmTables

_LOOKUPS = 25


def named(tables: RealmTables, name: str) -> Role | None:
    """The role ``client.role`` or ``role``; a client's name may have dots, and the longest that fits counts."""
    head, tried = name, 0
    while "." in head and tried < _LOOKUPS:
        head, tried = head.rpartition(".")[0], tried + 1
        client = tables.client(head)
        if client is not None:
            return tables.client_role(client, name[len(head) + 1 :])
    return tables.realm_role(name)
