"""Ids that another realm has: Keycloak keeps all realms in one database, where an id stands once. As observed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from emulator.admin import _given_ids
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken, conflict, duplicate, invalid
from emulator.state import organizations
from emulator.state.store import RealmTables
from emulator.world.emulator import Emulator

Document = Mapping[str, Any]
CLIENTS, CLIENT_SCOPES, GROUPS, USERS, ROLES, COMPONENTS = "clients", "clientScopes", "groups", "users", "roles", "components"
FLOWS, CONFIGS, PROVIDERS, PROVIDER_MAPPERS = "authenticationFlows", "authenticatorConfig", "identityProviders", "identityProviderMappers"
MAPPERS, ORGANIZATIONS = "protocolMappers", "organizations"
_INTERNAL = "internalId"


def _listed(name: str, key: str = "id") -> Callable[[RealmTables, str], bool]:
    return lambda tables, identifier: identifier in _given_ids.of(tables.document.get(name) or (), key)


def _has_mapper(tables: RealmTables, identifier: str) -> bool:
    owners = [*tables.clients, *tables.client_scopes]
    return any(identifier in _given_ids.of(owner.get(MAPPERS) or ()) for owner in owners)


_HAS: Mapping[str, Callable[[RealmTables, str], bool]] = {
    "": lambda tables, identifier: tables.id == identifier,
    CLIENTS: lambda tables, identifier: identifier in tables.clients,
    CLIENT_SCOPES: lambda tables, identifier: identifier in tables.client_scopes,
    GROUPS: lambda tables, identifier: identifier in tables.groups,
    USERS: lambda tables, identifier: identifier in tables.users,
    ROLES: lambda tables, identifier: identifier in tables.roles,
    COMPONENTS: lambda tables, identifier: identifier in tables.components,
    FLOWS: _listed(FLOWS),
    CONFIGS: _listed(CONFIGS),
    PROVIDERS: _listed(PROVIDERS, _INTERNAL),
    PROVIDER_MAPPERS: _listed(PROVIDER_MAPPERS),
    MAPPERS: _has_mapper,
    ORGANIZATIONS: lambda tables, identifier: organizations.by_id(tables, identifier) is not None,
}
"""By kind, whether a realm has something of this id."""


def refuse(emulator: Emulator, own: RealmTables, kind: str, given: Document | None, answer: AdminError | None = None) -> None:
    """Raises ``answer``, or 409 where none is named, for the id of something new that another realm than ``own`` has."""
    identifier = (given or {}).get(_INTERNAL if kind == PROVIDERS else "id")
    if identifier and _is_taken(emulator, kind, str(identifier), own):
        raise answer or conflict(f"another realm has the id {identifier}")


def refuse_mappers(emulator: Emulator, own: RealmTables, mappers: Iterable[Document | None] | None) -> None:
    """Raises 409 for mappers with the ids of some that another realm has."""
    for mapper in mappers or ():
        refuse(emulator, own, MAPPERS, mapper)


def refuse_import(emulator: Emulator, realm: Document) -> None:
    """Raises what an import of a realm says to the first id in it that another realm has."""
    for kind, given in _brought(realm):
        identifier = given.get(_INTERNAL if kind == PROVIDERS else "id")
        if identifier and _is_taken(emulator, kind, str(identifier)):
            raise _refusal(kind, str(identifier), str(realm.get("realm")))


def _is_taken(emulator: Emulator, kind: str, identifier: str, own: RealmTables | None = None) -> bool:
    return any(tables is not own and _HAS[kind](tables, identifier) for tables in emulator.store.realms)


def _refusal(kind: str, identifier: str, realm: str) -> AdminError:
    if kind == PROVIDERS:
        return invalid(f"Identity Provider with internal id [{identifier}] does not belong to realm [{realm}]")
    reason = f"another realm has the id {identifier}"
    return broken(reason) if kind in (FLOWS, ORGANIZATIONS, MAPPERS) else duplicate(reason)


def _brought(realm: Document) -> Iterator[tuple[str, Document]]:
    """All that an import brings with an id of its own, by kind."""
    yield "", realm
    for kind in (CLIENTS, CLIENT_SCOPES, USERS, FLOWS, CONFIGS, PROVIDERS, PROVIDER_MAPPERS, ORGANIZATIONS):
        yield from ((kind, given) for given in _rows(realm.get(kind)))
    for owner in (*_rows(realm.get(CLIENTS)), *_rows(realm.get(CLIENT_SCOPES))):
        yield from ((MAPPERS, mapper) for mapper in _rows(owner.get(MAPPERS)))
    yield from ((GROUPS, group) for group in _tree(_rows(realm.get(GROUPS))))
    roles = _named(realm.get(ROLES))
    for listed in (roles.get("realm"), *_named(roles.get("client")).values()):
        yield from ((ROLES, role) for role in _rows(listed))
    for listed in _named(realm.get(COMPONENTS)).values():
        yield from ((COMPONENTS, component) for component in _rows(listed))


def _tree(groups: Iterable[Document]) -> Iterator[Document]:
    for group in groups:
        yield group
        yield from _tree(_rows(group.get("subGroups")))


def _named(members: object) -> Document:
    return members if isinstance(members, dict) else {}


def _rows(listed: object) -> list[Document]:
    """The objects of a list; nothing of what is none, which the import itself refuses."""
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
