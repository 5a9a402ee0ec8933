"""Tables become representations again: role and group ids become names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from emulator.core.documents import Document
from emulator.realm.people import whole
from emulator.realm.views import Client, Group, Role, User
from emulator.state import groups, roles
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.state.records import ApiToken


def realm(tables: RealmTables, *, service_accounts_only: bool = False) -> Document:
    """The whole realm as a full export has it: every member of RealmRepresentation, users inline."""
    accounts = _clients_with_accounts(tables) if service_accounts_only else set()
    users = [stored for stored in tables.users if not service_accounts_only or stored.get("serviceAccountClientId") in accounts]
    return {
        **tables.document,
        "roles": {
            "realm": [role(tables, Role(document)) for document in tables.roles.many("container", tables.id)],
            "client": {
                client["clientId"]: [role(tables, Role(document)) for document in tables.roles.many("container", client["id"])]
                for client in tables.clients
            },
        },
        "groups": [group(tables, Group(document)) for document in tables.groups.many("parent", "")],
        "users": [user(tables, User(document)) for document in users],
        **scope_mappings(tables),
        "clients": sorted(tables.clients, key=lambda client: str(client["clientId"])),
        "clientScopes": sorted(tables.client_scopes, key=lambda scope: str(scope["name"])),
        "components": components(tables, tables.id),
        **organizations(tables),
    }


def _clients_with_accounts(tables: RealmTables) -> set[str]:
    """Client ids of those whose service accounts are exported, as observed."""
    clients = map(Client, tables.clients)
    return {one.client_id for one in clients if one.service_accounts and not one.public and not one.bearer_only}


def organizations(tables: RealmTables) -> Document:
    """The member ``organizations``, whose groups have the names of their roles; none where there are none."""
    known = tables.document.get("organizations") or ()
    if not known:
        return {}
    return {"organizations": [{**one, **({"groups": _inner(tables, one["groups"])} if one.get("groups") else {})} for one in known]}


def _inner(tables: RealmTables, inside: Iterable[Mapping[str, Any]]) -> list[Document]:
    shown: list[Document] = []
    for one in inside:
        realm_roles, client_roles = roles.names_of(tables, roles.mapped(tables, one["id"]))
        named = {**({"realmRoles": realm_roles} if realm_roles else {}), **({"clientRoles": client_roles} if client_roles else {})}
        below = {"subGroups": _inner(tables, one["subGroups"])} if one.get("subGroups") else {}
        shown.append({**{name: value for name, value in one.items() if name not in ("realmRoles", "clientRoles")}, **named, **below})
    return shown


def role(tables: RealmTables, view: Role) -> Document:
    """RoleRepresentation with ``composites`` by name."""
    inner = roles.mapped(tables, view.id)
    document: Document = {**view.document, "composite": bool(inner)}
    if inner:
        realm_roles, client_roles = roles.names_of(tables, inner)
        document["composites"] = {
            **({"realm": realm_roles} if realm_roles else {}),
            **({"client": client_roles} if client_roles else {}),
        }
    return document


def group(tables: RealmTables, found: Group) -> Document:
    """GroupRepresentation with its sub-groups, path and roles."""
    realm_roles, client_roles = roles.names_of(tables, roles.mapped(tables, found.id))
    return {
        **found.document,
        "path": groups.path(tables, found),
        "realmRoles": realm_roles,
        "clientRoles": client_roles,
        "subGroups": [group(tables, Group(document)) for document in tables.groups.many("parent", found.id)],
    }


def user(tables: RealmTables, view: User) -> Document:
    """UserRepresentation as an export has it: credentials, API tokens among them, roles by name, groups by path."""
    tokens = tables.api_tokens.many("user", view.id)
    realm_roles, client_roles = roles.names_of(tables, roles.mapped(tables, view.id))
    return {
        **whole(view.document),
        **({"credentials": [*view.credentials, *_api_tokens(tables, tokens)]} if tokens else {}),
        **({"realmRoles": realm_roles} if realm_roles else {}),
        **({"clientRoles": client_roles} if client_roles else {}),
        "groups": [groups.path(tables, joined) for joined in groups.of_user(tables, view)],
    }


def _api_tokens(tables: RealmTables, tokens: Iterable[ApiToken]) -> list[Document]:
    from emulator.state import api_tokens

    return [api_tokens.credential(tables, one) for one in tokens]


def scope_mappings(tables: RealmTables) -> Document:
    """``scopeMappings`` (realm roles) and ``clientScopeMappings`` (by the client that owns the roles)."""
    realm_mappings: list[Document] = []
    client_mappings: dict[str, list[Document]] = {}
    owners: list[tuple[str, Mapping[str, Any], str]] = [("client", c, c["clientId"]) for c in tables.clients]
    owners += [("clientScope", s, s["name"]) for s in tables.client_scopes]
    owners.sort(key=lambda owner: (owner[0], owner[2]))
    for kind, owner, name in owners:
        realm_roles, client_roles = roles.names_of(tables, roles.mapped(tables, owner["id"]))
        if realm_roles:
            realm_mappings.append({kind: name, "roles": realm_roles})
        for client_id, names in client_roles.items():
            client_mappings.setdefault(client_id, []).append({kind: name, "roles": names})
    return {"scopeMappings": realm_mappings, "clientScopeMappings": client_mappings}


def components(tables: RealmTables, parent_id: str) -> dict[str, list[Document]]:
    """ComponentExportRepresentations below ``parent_id``, by provider type."""
    found: dict[str, list[Document]] = {}
    for component in tables.components:
        if component.get("parentId") == parent_id:
            own = {k: v for k, v in component.items() if k not in ("parentId", "providerType")}
            own["subComponents"] = components(tables, component["id"])
            found.setdefault(component["providerType"], []).append(own)
    return found
