"""The flows of a realm, read once for as long as nothing in it changes."""

from __future__ import annotations

from emulator.realm.executions import Flow, flows
from emulator.state.store import RealmTables


def realm_flows(tables: RealmTables) -> dict[str, Flow]:
    """Every flow of the realm by its alias."""
    return tables.derive("flows", lambda: flows(tables.realm))
