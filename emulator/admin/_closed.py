"""Clients that stand for the administration of a realm: Keycloak lets nobody change them, nor what is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.errors import AdminError
from emulator.realm.gates import client as gate
from emulator.state.store import RealmTables

_CLIENT, _ROLE = "/clients/{client}", "/roles-by-id/{role}"
_OPEN = ("/authz", "/management/permissions", "/download")
"""Ends and parts of paths at which something else is noticed first, or nothing is changed."""

_ASKS_NODES = "/test-nodes-available"


def refuse(tables: RealmTables, method: str, path: str, parameters: Mapping[str, str]) -> None:
    """Refuses (403) a request that changes such a client, its mappers, scopes, keys, nodes or roles."""
    if method == "GET" and not path.endswith(_ASKS_NODES):
        return
    if path.startswith(_CLIENT) and not any(part in path for part in _OPEN):
        identifier = parameters["client"]
    elif path.startswith(_ROLE) and not path.endswith(_OPEN):
        role = tables.role(parameters["role"])
        identifier = role.container_id if role is not None else ""
    else:
        return
    client = tables.client_by_id(identifier)
    if client is not None and gate.is_closed(tables.realm.name, client.client_id):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, f"'{client.client_id}' is how the realm is administered, and stays as it is")
