"""What a script may ask of the realm and of who asks for permission: all that Keycloak's ``Realm`` and ``Identity`` answer from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.authz.identity import Identity
from emulator.authz.javascript.engine import ScriptError
from emulator.realm.views import Role, User
from emulator.state import groups, roles
from emulator.state.store import RealmTables

_FIELDS = ("username", "firstName", "lastName", "email")


class Questions:
    """Answers about one realm and one identity."""

    __slots__ = ("_identity", "_tables")

    def __init__(self, tables: RealmTables, identity: Identity) -> None:
        self._tables = tables
        self._identity = identity

    def answer(self, name: str, arguments: Sequence[Any]) -> Any:
        """The answer to a question by its name; raises ScriptError for one that is not asked in this way."""
        match name, [str(argument) for argument in arguments]:
            case "hasRealmRole", [role]:
                return self._identity.has_realm_role(role)
            case "hasClientRole", [client, role]:
                return self._identity.has_client_role(client, role)
            case "user", [identifier]:
                return self._user(identifier)
            case "group", [path]:
                return self._group(path)
            case "isRealmRole", [role]:
                return self._tables.realm_role(role) is not None
        raise ScriptError(f"{name} is not asked with {len(arguments)} arguments")

    def _user(self, name: str) -> Mapping[str, Any] | None:
        """What concerns a user, who is named by id, by the id of the client that they stand for, by name or by address."""
        tables, users = self._tables, self._tables.users
        client = tables.client_by_id(name)
        document = users.get(name) or (users.one("serviceAccountClientId", client.client_id) if client is not None else None)
        document = document or users.one("username", name.lower()) or next(iter(users.many("email", name.lower())), None)
        if document is None:
            return None
        user = User(document)
        joined, mapped = groups.of_user(tables, user), roles.mapped(tables, user.id)
        return {
            "groups": [groups.path(tables, group) for group in joined],
            "inGroups": [above.id for group in joined for above in groups.ancestry(tables, group)],
            "realmRoles": [role.name for role in mapped if not role.client_role],
            "clientRoles": [role.name for role in mapped if role.client_role],
            "inRealmRoles": self._inside([role for role in mapped if not role.client_role], tables.id),
            "inClientRoles": self._inside_clients([role for role in mapped if role.client_role]),
            "attributes": _attributes(document),
        }

    def _inside_clients(self, mapped: Iterable[Role]) -> dict[str, list[str]]:
        """Names of each client's roles that its mapped ones lead to, by the client's name."""
        by_client: dict[str, list[Role]] = {}
        for role in mapped:
            by_client.setdefault(role.container_id, []).append(role)
        clients = {identifier: self._tables.client_by_id(identifier) for identifier in by_client}
        return {
            client.client_id: self._inside(by_client[identifier], identifier)
            for identifier, client in clients.items()
            if client is not None
        }

    def _inside(self, mapped: Iterable[Role], container: str) -> list[str]:
        """Names of the roles of a container, the realm or a client, that these lead to."""
        known = map(self._tables.role, roles.expand(self._tables, [role.id for role in mapped]))
        return [role.name for role in known if role is not None and role.container_id == container]

    def _group(self, path: str) -> Mapping[str, Any] | None:
        """What concerns the group at a path."""
        group = groups.by_path(self._tables, path)
        if group is None:
            return None
        held = [role for above in groups.ancestry(self._tables, group) for role in roles.mapped(self._tables, above.id)]
        return {"id": group.id, "inRealmRoles": self._inside(held, self._tables.id)}


def _attributes(document: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """A user's attributes as Keycloak's model has them: what stands in fields is among them."""
    return {**{name: [document.get(name) or None] for name in _FIELDS}, **(document.get("attributes") or {})}
