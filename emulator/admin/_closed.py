"""Clients and roles that stand for the administration of a realm: Keycloak lets nobody change them, nor what is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.errors import AdminError
from emulator.realm.gates import client as gate
from emulator.realm.gates import role as role_gate
from emulator.state.store import RealmTables

_CLIENT, _ROLE, _NAMED = "/clients/{client}", "/roles-by-id/{role}", "/roles/{name}"
_OPEN = ("/authz", "/management/permissions", "/download")
"""Ends and parts of paths at which something else is noticed first, or nothing is changed."""

_OTHER = "/scope-mappings/clients/{"
_ASKS_NODES = "/test-nodes-available"


def refuse(tables: RealmTables, method: str, path: str, parameters: Mapping[str, str]) -> None:
    """Refuses (403) a request that changes such a client, its mappers, scopes, keys, nodes or roles, or a role of master like it.

    Roles of no client are a 404.
    """
    if method == "GET" and not path.endswith(_ASKS_NODES):
        return
    if path.startswith(_NAMED) and not path.endswith(_OPEN):
        _refuse_role(tables, parameters["name"])
    elif path.startswith(_ROLE) and not path.endswith(_OPEN):
        role = tables.role(parameters["role"])
        if role is not None and role.client_role:
            _refuse_client(tables, role.container_id)
        elif role is not None:
            _refuse_role(tables, role.name)
    elif path.startswith(_CLIENT) and not any(part in path for part in _OPEN):
        if _OTHER in path and tables.client_by_id(parameters[path.rpartition("{")[2].rstrip("}")]) is None:
            raise AdminError(404, {"error": "Could not find client"})
        _refuse_client(tables, parameters["client"])


def _refuse_client(tables: RealmTables, identifier: str) -> None:
    client = tables.client_by_id(identifier)
    if client is not None and gate.is_closed(tables.realm.name, client.client_id):
        raise _closed(client.client_id)


def _refuse_role(tables: RealmTables, name: str) -> None:
    if role_gate.is_closed(tables.realm.name, name):
        raise _closed(name)


def _closed(name: str) -> AdminError:
    return AdminError(403, {"error": "HTTP 403 Forbidden"}, f"'{name}' is how the realm is administered, and stays as it is")
