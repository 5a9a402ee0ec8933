"""What there is in a realm, as gates ask for it (``emulator.realm.gates``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from emulator.core.ids import Ids
from emulator.realm.refusal import broken
from emulator.state import groups, load
from emulator.state.store import RealmTables


class Around:
    """A realm that is there already."""

    def __init__(self, tables: RealmTables) -> None:
        self._tables = tables

    def has_client(self, client_id: str) -> bool:
        """Whether there is a client."""
        return self._tables.client(client_id) is not None

    def has_client_scope(self, name: str) -> bool:
        """Whether there is a client scope."""
        return self._tables.client_scope(name) is not None

    def has_group(self, path: str) -> bool:
        """Whether there is a group at a path."""
        return groups.by_path(self._tables, path) is not None

    def has_realm_role(self, name: str) -> bool:
        """Whether the realm has a role of this name."""
        return self._tables.realm_role(name) is not None

    def has_client_role(self, client_id: str, name: str) -> bool:
        """Whether a client has a role of this name."""
        client = self._tables.client(client_id)
        return client is not None and self._tables.client_role(client, name) is not None


class MissingRoles:
    """Roles of a realm that is there; those that are named and missing are made, as an import does."""

    def __init__(self, tables: RealmTables, ids: Ids) -> None:
        self._tables, self._ids = tables, ids

    def need_realm(self, names: Iterable[str]) -> list[str]:
        """Names of realm roles, which exist from now on."""
        missing = [name for name in names if self._tables.realm_role(name) is None]
        load.add_roles(self._tables, {"realm": [{"id": self._ids.uuid(), "name": name, "attributes": {}} for name in missing]})
        return list(names)

    def need(self, wanted: Mapping[str, Iterable[str]] | None) -> dict[str, list[str]]:
        """The same for client roles; 500 when there is no such client."""
        for client_id, names in (wanted or {}).items():
            client = self._tables.client(client_id)
            if client is None:
                raise broken(f"Unable to find client role mappings for client: {client_id}")
            missing = [name for name in names if self._tables.client_role(client, name) is None]
            load.add_roles(
                self._tables, {"client": {client_id: [{"id": self._ids.uuid(), "name": name, "attributes": {}} for name in missing]}}
            )
        return {client_id: list(names) for client_id, names in (wanted or {}).items()}
