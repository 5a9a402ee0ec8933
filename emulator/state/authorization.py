"""What resource servers protect, in a realm's tables: how it is found, and what goes when something goes, as observed on Keycloak."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from emulator.core.json_text import read_json
from emulator.realm.authorization_views import Policy, Resource, ResourceServer, Scope
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.state.records import PermissionTicket

UMA = "uma"
_MANAGED = ("client", "group", "role")
"""Kinds of objects whose permissions of version 1 go with them."""


def server(tables: RealmTables, client_id: str) -> ResourceServer | None:
    """The settings of the client with this internal id; None where it protects nothing."""
    document = tables.resource_servers.get(client_id)
    return ResourceServer(document) if document is not None else None


def resource(tables: RealmTables, server_id: str, identifier: str) -> Resource | None:
    """A resource of this server by its id."""
    document = tables.resources.get(identifier)
    return Resource(document) if document is not None and document.get("serverId") == server_id else None


def resource_named(tables: RealmTables, server_id: str, name: str, owner_id: str) -> Resource | None:
    """The owner's resource with this name; the server's own where ``owner_id`` is the server's."""
    document = tables.resources.one("name", (server_id, owner_id, name))
    return Resource(document) if document is not None else None


def resources(tables: RealmTables, server_id: str) -> list[Resource]:
    """All resources of a server."""
    return [Resource(document) for document in tables.resources.many("server", server_id)]


def scope(tables: RealmTables, server_id: str, identifier: str) -> Scope | None:
    """A scope of this server by its id."""
    document = tables.resource_scopes.get(identifier)
    return Scope(document) if document is not None and document.get("serverId") == server_id else None


def scope_named(tables: RealmTables, server_id: str, name: str) -> Scope | None:
    """The scope with this name."""
    document = tables.resource_scopes.one("name", (server_id, name))
    return Scope(document) if document is not None else None


def scopes(tables: RealmTables, server_id: str) -> list[Scope]:
    """All scopes of a server."""
    return [Scope(document) for document in tables.resource_scopes.many("server", server_id)]


def scopes_of(tables: RealmTables, identifiers: Iterable[str]) -> list[Scope]:
    """The scopes with these ids."""
    found = [tables.resource_scopes.get(identifier) for identifier in identifiers]
    return [Scope(document) for document in found if document is not None]


def policy(tables: RealmTables, server_id: str, identifier: str) -> Policy | None:
    """A policy or permission of this server by its id."""
    document = tables.policies.get(identifier)
    return Policy(document) if document is not None and document.get("serverId") == server_id else None


def policy_named(tables: RealmTables, server_id: str, name: str) -> Policy | None:
    """The policy or permission with this name."""
    document = tables.policies.one("name", (server_id, name))
    return Policy(document) if document is not None else None


def policies(tables: RealmTables, server_id: str) -> list[Policy]:
    """All policies and permissions of a server."""
    return [Policy(document) for document in tables.policies.many("server", server_id)]


def policies_of(tables: RealmTables, identifiers: Iterable[str]) -> list[Policy]:
    """The policies with these ids."""
    found = [tables.policies.get(identifier) for identifier in identifiers]
    return [Policy(document) for document in found if document is not None]


def policies_with(tables: RealmTables, index: str, identifiers: Iterable[str]) -> list[Policy]:
    """Policies that name any of these ids; ``index`` is ``resource``, ``scope`` or ``policy``."""
    found = {document["id"]: Policy(document) for one in identifiers for document in tables.policies.many(index, one)}
    return list(found.values())


def remove_resource(tables: RealmTables, identifier: str) -> None:
    """Deletes a resource, its tickets, and the policies that were for nothing else."""
    for ticket in tables.permission_tickets.many("resource", identifier):
        tables.permission_tickets.delete(ticket.id)
    _take_out(tables, "resource", "resourceIds", identifier)
    tables.resources.delete(identifier)


def remove_scope(tables: RealmTables, identifier: str) -> None:
    """Deletes a scope, and the policies that were for nothing else."""
    _take_out(tables, "scope", "scopeIds", identifier)
    tables.resource_scopes.delete(identifier)


def remove_ticket(tables: RealmTables, ticket: PermissionTicket) -> None:
    """Deletes a ticket, and takes its scope out of the owner's policy."""
    tables.permission_tickets.delete(ticket.id)
    there = tables.policies.get(ticket.policy_id) if ticket.policy_id else None
    if there is None:
        return
    rest = [scope_id for scope_id in there.get("scopeIds", ()) if scope_id != ticket.scope_id]
    if rest:
        tables.policies.put(there["id"], {**there, "scopeIds": rest})
    else:
        remove_policy(tables, there["id"])


def remove_policy(tables: RealmTables, identifier: str) -> None:
    """Deletes a policy, what depended on nothing else, and the conditions that a user's own policy consists of."""
    document = tables.policies.get(identifier)
    if document is None:
        return
    gone = Policy(document)
    for ticket in tables.permission_tickets.many("policy", identifier):
        tables.permission_tickets.put(ticket.id, replace(ticket, policy_id=""))
    tables.policies.delete(identifier)
    _take_out(tables, "policy", "policyIds", identifier)
    if gone.type == UMA:
        for condition in gone.policy_ids:
            remove_policy(tables, condition)


def _take_out(tables: RealmTables, index: str, member: str, identifier: str) -> None:
    """Takes an id out of the policies that name it; one that names no other goes."""
    for document in tables.policies.many(index, identifier):
        rest = [one for one in document[member] if one != identifier]
        if rest:
            tables.policies.put(document["id"], {**document, member: rest})
        else:
            remove_policy(tables, document["id"])


def remove_server(tables: RealmTables, client_id: str) -> None:
    """Ends a client's protection of resources, with all that belongs to it."""
    for ticket in tables.permission_tickets.many("server", client_id):
        tables.permission_tickets.delete(ticket.id)
    for table in (tables.policies, tables.resources, tables.resource_scopes):
        for document in table.many("server", client_id):
            table.delete(document["id"])
    tables.resource_servers.delete(client_id)


def forget_object(tables: RealmTables, identifier: str) -> None:
    """Removes the resource that stands for an object which goes, where permissions of administrators are about it."""
    guard = (tables.document.get("adminPermissionsClient") or {}).get("id")
    document = tables.resources.one("name", (guard, guard, identifier)) if guard else None
    if document is not None:
        remove_resource(tables, document["id"])
    guard = management_id(tables)
    for kind in _MANAGED:
        document = tables.resources.one("name", (guard, guard, f"{kind}.resource.{identifier}"))
        if document is not None:
            remove_resource(tables, document["id"])


def management_id(tables: RealmTables) -> str:
    """Internal id of the client that manages the realm, and has the permissions of version 1; empty where there is none."""
    client = tables.client("master-realm" if tables.realm.name == "master" else "realm-management")
    return client.id if client is not None else ""


def forget_user(tables: RealmTables, user_id: str) -> None:
    """Removes what a user owned or asked for. Policies keep the ids of users who are gone."""
    forget_object(tables, user_id)
    for document in tables.resources.many("owner", user_id):
        remove_resource(tables, document["id"])
    for ticket in tables.permission_tickets.many("user", user_id):
        tables.permission_tickets.delete(ticket.id)


def forget_client(tables: RealmTables, client_id: str) -> None:
    """Removes a client that goes from the policies about clients, and all that it protected."""
    forget_object(tables, client_id)
    remove_server(tables, client_id)
    _forget(tables, "client", "clients", lambda one: one != client_id, empty_goes=False)


def forget_client_scope(tables: RealmTables, identifier: str) -> None:
    """Removes a client scope that goes from the policies about client scopes; one that is about no other goes."""
    _forget(tables, "client-scope", "clientScopes", lambda one: one.get("id") != identifier, empty_goes=True)


def _forget(tables: RealmTables, kind: str, member: str, kept: Callable[[Any], bool], *, empty_goes: bool) -> None:
    for document in list(tables.policies):
        if document.get("type") != kind:
            continue
        config = document.get("config") or {}
        entries = read_json(config.get(member) or "[]")
        rest = [entry for entry in entries if kept(entry)]
        if len(rest) == len(entries):
            continue
        if rest or not empty_goes:
            changed = json.dumps(rest, separators=(",", ":"), ensure_ascii=False)
            tables.policies.put(document["id"], {**document, "config": {**config, member: changed}})
        else:
            remove_policy(tables, document["id"])
