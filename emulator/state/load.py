"""A completed RealmRepresentation becomes tables, role and group names become ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.people import drained
from emulator.state import groups, organization_groups, roles
from emulator.state.compact import Same, compact
from emulator.state.store import RealmTables, Store

_TABLES = frozenset({"clients", "clientScopes", "roles", "groups", "users", "components", "scopeMappings", "clientScopeMappings"})
_API_TOKEN = "api-token"
_SETTINGS = "authorizationSettings"
"""Of a client that protects resources: whoever loads a realm imports them when all else is there."""


def realm(store: Store, document: Mapping[str, Any]) -> RealmTables:
    """Adds the realm of a completed representation (see ``emulator.realm.complete``) to the store; the list of its users is emptied."""
    tables = store.add_realm({k: v for k, v in document.items() if k not in _TABLES})
    for client in document.get("clients") or ():
        tables.clients.put(client["id"], {k: v for k, v in client.items() if k != _SETTINGS} if _SETTINGS in client else client)
    for scope in document.get("clientScopes") or ():
        tables.client_scopes.put(scope["id"], scope)
    add_roles(tables, document.get("roles") or {})
    _scope_mappings(tables, document)
    for entry in document.get("groups") or ():
        group(tables, entry, "")
    same = Same()
    for entry in drained(document.get("users") or []):
        user(tables, entry, same)
    for organization in document.get("organizations") or ():
        for place in organization_groups.every(organization):
            roles.add(tables, place.id, roles.ids_of(tables, place.group.get("realmRoles"), place.group.get("clientRoles")))
    for provider_type, components in (document.get("components") or {}).items():
        for component in components:
            add_component(tables, {**component, "providerType": provider_type}, tables.id)
    return tables


def add_component(tables: RealmTables, component: Mapping[str, Any], parent_id: str) -> None:
    """Stores a ComponentExportRepresentation and its sub-components."""
    own = {k: v for k, v in component.items() if k != "subComponents"}
    tables.components.put(own["id"], {**own, "parentId": parent_id})
    for provider_type, inner in (component.get("subComponents") or {}).items():
        for child in inner:
            add_component(tables, {**child, "providerType": provider_type}, own["id"])


def add_roles(tables: RealmTables, document: Mapping[str, Any]) -> None:
    """Stores a RolesRepresentation, whose roles have ids; composites by their names."""
    every: list[Document] = []
    every += [{**role, "clientRole": False, "containerId": tables.id} for role in document.get("realm") or ()]
    for client_id, client_roles in (document.get("client") or {}).items():
        client = tables.client(client_id)
        if client is not None:
            every += [{**role, "clientRole": True, "containerId": client.id} for role in client_roles]
    for role in every:
        tables.roles.put(role["id"], {k: v for k, v in role.items() if k not in ("composites", "composite")})
    for role in every:
        inner = role.get("composites")
        if inner:
            inner_ids = roles.ids_of(tables, inner.get("realm"), inner.get("client") or inner.get("application"))
            if inner_ids:
                roles.add(tables, role["id"], inner_ids)


def _scope_mappings(tables: RealmTables, document: Mapping[str, Any]) -> None:
    for mapping in document.get("scopeMappings") or ():
        _map_scope(tables, mapping, roles.ids_of(tables, mapping.get("roles"), None))
    for client_id, mappings in (document.get("clientScopeMappings") or {}).items():
        for mapping in mappings:
            _map_scope(tables, mapping, roles.ids_of(tables, None, {client_id: mapping.get("roles") or ()}))


def _map_scope(tables: RealmTables, mapping: Mapping[str, Any], identifiers: list[str]) -> None:
    owner: Any = None
    if mapping.get("client"):
        owner = tables.client(mapping["client"])
    elif mapping.get("clientScope") or mapping.get("clientTemplate"):
        owner = tables.client_scope(mapping.get("clientScope") or mapping["clientTemplate"])
    if owner is not None and identifiers:
        roles.add(tables, owner.id, identifiers)


def group(tables: RealmTables, given: Mapping[str, Any], parent_id: str) -> None:
    """Stores a GroupRepresentation, with ids, and its sub-groups."""
    own = {k: v for k, v in given.items() if k not in ("subGroups", "realmRoles", "clientRoles", "path", "parentId")}
    tables.groups.put(own["id"], {**own, "parentId": parent_id} if parent_id else own)
    found = roles.ids_of(tables, given.get("realmRoles"), given.get("clientRoles"))
    if found:
        roles.add(tables, own["id"], found)
    for child in given.get("subGroups") or ():
        group(tables, child, own["id"])


def user(tables: RealmTables, representation: Mapping[str, Any], same: Same | None = None) -> None:
    """Stores a UserRepresentation, with an id; roles and groups by their names. ``same`` are the values of those stored before."""
    same = same or Same()
    own = compact(representation, same)
    if any(credential.get("type") == _API_TOKEN for credential in own.get("credentials") or ()):
        own["credentials"] = _without_api_tokens(tables, own)
    identifier = own["id"]
    tables.users.put(identifier, own)
    if own.get("federationLink") is not None:
        tables.directory.put(identifier, own)
    role_ids = roles.ids_of(
        tables, representation.get("realmRoles"), representation.get("clientRoles") or representation.get("applicationRoles")
    )
    if role_ids:
        tables.role_mappings.put(identifier, same.value(tuple(dict.fromkeys(role_ids))))
    paths = representation.get("groups")
    if paths:
        members = [groups.by_path(tables, path) for path in paths]
        tables.memberships.put(identifier, same.value(tuple(dict.fromkeys(member.id for member in members if member is not None))))


def _without_api_tokens(tables: RealmTables, owner: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The credentials of a user without the API tokens among them, which have a table of their own."""
    from emulator.state import api_tokens

    kept = []
    for credential in owner["credentials"]:
        token = api_tokens.from_credential(tables, owner["id"], credential)
        if token is None:
            kept.append(credential)
        else:
            tables.api_tokens.put(token.id, token)
    return kept
