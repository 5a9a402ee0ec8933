"""Ids that another realm has: Keycloak keeps all realms in one database, where an id stands once. As observed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken, conflict, duplicate, invalid
from emulator.state import given_ids
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.world.emulator import Emulator

CLIENTS, CLIENT_SCOPES, GROUPS, USERS, ROLES, COMPONENTS = "clients", "clientScopes", "groups", "users", "roles", "components"
FLOWS, CONFIGS, PROVIDERS, PROVIDER_MAPPERS = "authenticationFlows", "authenticatorConfig", "identityProviders", "identityProviderMappers"
MAPPERS, ORGANIZATIONS, CLIENT_ROLES = "protocolMappers", "organizations", "roles of clients"
_INTERNAL = "internalId"
Known = Callable[[RealmTables], Container[str]]


def _listed(name: str, key: str = "id") -> Known:
    return lambda tables: given_ids.of(tables.document.get(name) or (), key)


def _of_mappers(tables: RealmTables) -> set[str]:
    owners = chain(tables.clients, tables.client_scopes)
    return given_ids.of(mapper for owner in owners for mapper in owner.get(MAPPERS) or ())


def _of_components(tables: RealmTables) -> set[str]:
    """Workflows are components of Keycloak's too."""
    return {*tables.components.keys(), *tables.workflows.keys()}


_KNOWN: Mapping[str, Known] = {
    "": lambda tables: (tables.id,),
    CLIENTS: lambda tables: tables.clients,
    CLIENT_SCOPES: lambda tables: tables.client_scopes,
    GROUPS: lambda tables: tables.groups,
    USERS: lambda tables: tables.users,
    ROLES: lambda tables: tables.roles,
    CLIENT_ROLES: lambda tables: tables.roles,
    COMPONENTS: _of_components,
    FLOWS: _listed(FLOWS),
    CONFIGS: _listed(CONFIGS),
    PROVIDERS: _listed(PROVIDERS, _INTERNAL),
    PROVIDER_MAPPERS: _listed(PROVIDER_MAPPERS),
    MAPPERS: _of_mappers,
    ORGANIZATIONS: _listed(ORGANIZATIONS),
}
"""By kind, the ids that a realm has."""


def refuse(emulator: Emulator, own: RealmTables, kind: str, given: ReadDocument | None, answer: AdminError | None = None) -> None:
    """Raises ``answer``, or 409 where none is named, for the id of something new that another realm than ``own`` has."""
    identifier = _id_of(kind, given or {})
    if identifier and any(tables is not own and identifier in _KNOWN[kind](tables) for tables in emulator.store.realms):
        raise answer or conflict(f"another realm has the id {identifier}")


def refuse_mappers(emulator: Emulator, own: RealmTables, mappers: Iterable[ReadDocument | None] | None) -> None:
    """Raises 409 for mappers with the ids of some that another realm has."""
    brought = given_ids.of(filter(None, mappers or ()))
    if brought and any(tables is not own and not brought.isdisjoint(_of_mappers(tables)) for tables in emulator.store.realms):
        raise conflict("another realm has the id of a mapper")


def refuse_import(emulator: Emulator, realm: ReadDocument) -> None:
    """Raises what an import of a realm says to the first id in it that another realm has."""
    brought = [(kind, identifier) for kind, given in _brought(realm) if (identifier := _id_of(kind, given))]
    known = {kind: [_KNOWN[kind](tables) for tables in emulator.store.realms] for kind in dict(brought)}
    for kind, identifier in brought:
        if any(identifier in ids for ids in known[kind]):
            raise _refusal(kind, identifier, str(realm.get("realm")))


def _id_of(kind: str, given: ReadDocument) -> str:
    return str(given.get(_INTERNAL if kind == PROVIDERS else "id") or "")


def _refusal(kind: str, identifier: str, realm: str) -> AdminError:
    if kind == PROVIDERS:
        return invalid(f"Identity Provider with internal id [{identifier}] does not belong to realm [{realm}]")
    reason = f"another realm has the id {identifier}"
    return broken(reason) if kind in (CLIENT_ROLES, ORGANIZATIONS, MAPPERS) else duplicate(reason)


def _brought(realm: ReadDocument) -> Iterator[tuple[str, ReadDocument]]:
    """All that an import brings with an id of its own, by kind."""
    yield "", realm
    for kind in (CLIENTS, CLIENT_SCOPES, USERS, FLOWS, CONFIGS, PROVIDERS, PROVIDER_MAPPERS, ORGANIZATIONS):
        yield from ((kind, document) for document in _rows(realm.get(kind)))
    for owner in (*_rows(realm.get(CLIENTS)), *_rows(realm.get(CLIENT_SCOPES))):
        yield from ((MAPPERS, mapper) for mapper in _rows(owner.get(MAPPERS)))
    yield from ((GROUPS, group) for group in _tree(_rows(realm.get(GROUPS))))
    roles = _named(realm.get(ROLES))
    yield from ((ROLES, role) for role in _rows(roles.get("realm")))
    for listed in _named(roles.get("client")).values():
        yield from ((CLIENT_ROLES, role) for role in _rows(listed))
    for listed in _named(realm.get(COMPONENTS)).values():
        yield from ((COMPONENTS, component) for component in _rows(listed))


def _tree(groups: Iterable[ReadDocument]) -> Iterator[ReadDocument]:
    for group in groups:
        yield group
        yield from _tree(_rows(group.get("subGroups")))


def _named(members: object) -> ReadDocument:
    return members if isinstance(members, dict) else {}


def _rows(listed: object) -> list[ReadDocument]:
    """The objects of a list; nothing of what is none, which the import itself refuses."""
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
