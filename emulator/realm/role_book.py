"""The roles of a realm while it is imported: by name, with composites, made on demand as Keycloak's import does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm import role_names
from emulator.realm.gates import role as gate
from emulator.realm.refusal import broken, duplicate, of_fault


class RoleBook:
    """Realm roles, and client roles by ``clientId``; roles refer to others by name."""

    def __init__(self, realm_id: str, ids: Ids) -> None:
        self.realm: dict[str | None, Document] = {}
        self.client: dict[str, dict[str | None, Document]] = {}
        self._realm_id = realm_id
        self._client_ids: dict[str, str] = {}
        self._taken: set[str] = set()
        self._ids = ids

    def add_client(self, client_id: str, identifier: str) -> None:
        """A client that may have roles."""
        self._client_ids[client_id] = identifier
        self.client.setdefault(client_id, {})

    def add_realm(self, given: Mapping[str, Any]) -> Document:
        """A realm role of a RoleRepresentation, without composites; 409 when the name or the id is taken."""
        return self._add(self.realm, given, {"clientRole": False, "containerId": self._realm_id})

    def add(self, client_id: str, given: Mapping[str, Any]) -> Document:
        """A client role of a RoleRepresentation, without composites; 500 when there is no such client."""
        if client_id not in self._client_ids:
            raise broken(f"App doesn't exist in role definitions: {client_id}")
        container = {"clientRole": True, "containerId": self._client_ids[client_id]}
        return self._add(self.client[client_id], given, container)

    def need_realm(self, names: Iterable[str]) -> list[str]:
        """Names without surrounding spaces; realm roles that do not exist are made."""
        found = [name.strip() for name in names]
        for name in found:
            if name not in self.realm:
                self.add_realm({"name": name})
        return found

    def need(self, roles: Mapping[str, Iterable[str]] | None) -> dict[str, list[str]]:
        """The same for client roles; 500 when there is no such client."""
        needed: dict[str, list[str]] = {}
        for client_id, names in (roles or {}).items():
            if client_id not in self._client_ids:
                raise broken(f"Unable to find client role mappings for client: {client_id}")
            needed[client_id] = [name.strip() for name in names]
            for name in needed[client_id]:
                if name not in self.client[client_id]:
                    self.add(client_id, {"name": name})
        return needed

    def compose(self, role: Document, composites: Mapping[str, Any] | None) -> None:
        """Adds to a role's composites; all of them must exist."""
        for fault in gate.composite_faults({"name": role.get("name"), "composites": composites}, self):
            raise of_fault(fault)
        for name in (composites or {}).get("realm") or ():
            include(role, name)
        for client_id, names in gate.inner_client_roles(composites).items():
            for name in names or ():
                include(role, name, client_id)

    def has_realm_role(self, name: str) -> bool:
        """Whether the realm has a role of this name."""
        return name in self.realm

    def has_client(self, client_id: str) -> bool:
        """Whether there is a client."""
        return client_id in self._client_ids

    def has_client_role(self, client_id: str, name: str) -> bool:
        """Whether a client has a role of this name."""
        return name in self.client.get(client_id, ())

    def has(self, name: str) -> bool:
        """Whether there is the role ``client.role`` or ``role``."""
        client_id, role = role_names.parts(name, self.has_client)
        return self.has_client_role(client_id, role) if client_id else self.has_realm_role(role)

    def document(self) -> Document:
        """RolesRepresentation."""
        client = {client_id: list(roles.values()) for client_id, roles in self.client.items()}
        return {"realm": list(self.realm.values()), "client": client}

    def _add(self, roles: dict[str | None, Document], representation: Mapping[str, Any], container: Document) -> Document:
        name = representation.get("name")
        if name in roles:
            raise AdminError(409, {}, f"role {name} is there twice")
        for fault in gate.too_long(representation):
            raise of_fault(fault)
        identifier = representation.get("id") or self._ids.uuid()
        if identifier in self._taken:
            raise duplicate(f"two roles have the id {identifier}")
        self._taken.add(identifier)
        role: Document = {"id": identifier, "name": name, "composite": False, **container}
        if representation.get("description") is not None:
            role["description"] = representation["description"]
        role["attributes"] = gate.attributes(representation.get("attributes"))
        roles[name] = {key: value for key, value in role.items() if value is not None}
        return roles[name]


def include(role: Document, name: str, client_id: str = "") -> None:
    """Makes a role a composite of the realm role, or of the client's role, ``name``."""
    composites = role.setdefault("composites", {})
    names = composites.setdefault("client", {}).setdefault(client_id, []) if client_id else composites.setdefault("realm", [])
    if name not in names:
        names.append(name)
    role["composite"] = True
