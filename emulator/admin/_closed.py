"""Clients that stand for the administration of a realm: Keycloak lets nobody change them, nor what is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.errors import AdminError
from emulator.realm.gates import client as gate
from emulator.state.store import RealmTables

_CLIENT, _ROLE = "/clients/{client}", "/roles-by-id/{role}"
_OPEN = ("/authz", "/management/permissions", "/download")
"""Ends and parts of paths at which something else is noticed first, or nothing is changed."""

_OTHER = "/scope-mappings/clients/{"
_ASKS_NODES = "/test-nodes-available"


def refuse(tables: RealmTables, method: str, path: str, parameters: Mapping[str, str]) -> None:
    """Refuses (403) a request that changes such a client, its mappers, scopes, keys, nodes or roles; 404 for roles of no client."""
    if method == "GET" and not path.endswith(_ASKS_NODES):
        return
    if path.startswith(_CLIENT) and not any(part in path for part in _OPEN):
        identifier = parameters["client"]
    elif path.startswith(_ROLE) and not path.endswith(_OPEN):
        role = tables.role(parameters["role"])
        identifier = role.container_id if role is not None else ""
    else:
        return
    if _OTHER in path and tables.client_by_id(parameters[path.rpartition("{")[2].rstrip("}")]) is None:
        raise AdminError(404, {"error": "Could not find client"})
    client = tables.client_by_id(identifier)
    if client is not None and gate.is_closed(tables.realm.name, client.client_id):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, f"'{client.client_id}' is how the realm is administered, and stays as it is")
