"""What policies are written with: where names are looked up, and how configurations spell lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.authz.faults import unforeseen
from emulator.core.dataclass import dataclass
from emulator.core.errors import AdminError
from emulator.core.json_text import read_json
from emulator.realm.views import Role
from emulator.state.store import RealmTables

Config = dict[str, str]


@dataclass(frozen=True, slots=True)
class Write:
    """A change to a resource server: the tables, the server's id, where new ids come from, and the time in epoch milliseconds."""

    tables: RealmTables
    server_id: str
    new_id: Callable[[], str]
    now: int


def text(values: Any) -> str:
    """A list as a configuration carries it."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def listed(config: Mapping[str, str], name: str) -> list[Any]:
    """A list of a configuration; raises Keycloak's refusal of what is no JSON."""
    written = config.get(name)
    if not written:
        return []
    try:
        values = read_json(written)
    except ValueError as error:
        raise AdminError(500, {"error": "invalid_request", "error_description": "Cannot parse the JSON"}, f"{name} is no JSON") from error
    if not isinstance(values, list):
        raise unforeseen(f"{name} is no list")
    return values


def given_id(entry: Any) -> str:
    """The ``id`` of an entry of a list of definitions."""
    return str(entry.get("id") or "") if isinstance(entry, Mapping) else ""


def role(tables: RealmTables, name: str) -> Role | None:
    """A role by id, by name, or as ``clientId/name``."""
    document = tables.roles.get(name)
    if document is not None:
        return Role(document)
    realm_role = tables.realm_role(name)
    if realm_role is not None or "/" not in name:
        return realm_role
    client_id, _, own = name.rpartition("/")
    client = tables.client(client_id)
    return tables.client_role(client, own) if client is not None else None


def role_name(tables: RealmTables, found: Role) -> str:
    """How an export names a role."""
    client = tables.client_by_id(found.container_id) if found.client_role else None
    return f"{client.client_id}/{found.name}" if client is not None else found.name


def user_ids(tables: RealmTables, names: Iterable[Any]) -> list[str]:
    """Ids of users given by id or name; raises Keycloak's refusal of anybody unknown."""
    found = []
    for name in names:
        document = tables.users.get(str(name)) or tables.users.one("username", str(name).lower())
        if document is None:
            raise unforeseen(f"there is no user '{name}'")
        found.append(document["id"])
    return list(dict.fromkeys(found))
