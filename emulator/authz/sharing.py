"""Permission tickets: what users ask of the owner of a resource, and what the owner grants, which is a policy of theirs (UMA 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from emulator.authz import policy_documents
from emulator.authz.evaluation import Result
from emulator.authz.identity import Identity
from emulator.authz.requested import Wanted
from emulator.authz.writing import Write
from emulator.core.documents import Document
from emulator.realm.authorization_views import Resource, Scope
from emulator.realm.views import User
from emulator.state import authorization
from emulator.state.records import PermissionTicket
from emulator.state.store import RealmTables


def find(
    tables: RealmTables, server_id: str, *, resource: str = "", requester: str = "", scope: str | None = None
) -> list[PermissionTicket]:
    """Tickets of a server, of this resource, requester and scope where they are given."""
    return [
        ticket
        for ticket in tables.permission_tickets.many("server", server_id)
        if (not resource or ticket.resource_id == resource)
        and (not requester or ticket.requester_id == requester)
        and (scope is None or ticket.scope_id == scope)
    ]


def ask(write: Write, resource: Resource, scope_id: str, requester_id: str) -> PermissionTicket:
    """A new ticket that the owner has not granted."""
    ticket = PermissionTicket(write.new_id(), write.server_id, resource.id, scope_id, resource.owner_id, requester_id, write.now)
    write.tables.permission_tickets.put(ticket.id, ticket)
    return ticket


def grant(write: Write, ticket: PermissionTicket) -> PermissionTicket:
    """The ticket as granted, and the owner's policy that lets the requester in."""
    if ticket.granted:
        return ticket
    granted = replace(ticket, granted=write.now, policy_id=_policy(write, ticket))
    write.tables.permission_tickets.put(ticket.id, granted)
    return granted


def _policy(write: Write, ticket: PermissionTicket) -> str:
    """The policy of an earlier grant of the resource to the same user, widened by the scope; or a new one."""
    for other in find(write.tables, write.server_id, resource=ticket.resource_id, requester=ticket.requester_id):
        there = write.tables.policies.get(other.policy_id) if other.policy_id and other.id != ticket.id else None
        if there is not None and ticket.scope_id:
            scopes = list(dict.fromkeys([*there.get("scopeIds", ()), ticket.scope_id]))
            write.tables.policies.put(there["id"], {**there, "scopeIds": scopes})
            return str(there["id"])
    scopes = [ticket.scope_id] if ticket.scope_id else []
    document: Document = {"name": write.new_id(), "resources": [ticket.resource_id], "scopes": scopes, "users": [ticket.requester_id]}
    return policy_documents.create(write, authorization.UMA, document, typed=True, owner=ticket.owner_id).id


def submit(write: Write, identity: Identity, wanted: Iterable[Wanted], results: Iterable[Result]) -> None:
    """Asks the owners for what their own policies have not granted already: a ticket for each scope."""
    granted = _given_by_owners(results)
    for wish in wanted:
        resource = authorization.resource(write.tables, write.server_id, wish.resource) or authorization.resource_named(
            write.tables, write.server_id, wish.resource, identity.id
        )
        if resource is None or not resource.owner_managed or resource.owner_id in (identity.id, write.server_id):
            continue
        named = [authorization.scope_named(write.tables, write.server_id, name) for name in wish.scopes]
        asked: list[Scope] = [scope for scope in named if scope is not None]
        left = [scope for scope in asked if scope.id not in granted.get(resource.id, set())]
        if asked and not left:
            continue
        scopes = [scope.id for scope in left] or list(resource.scope_ids) or [""]
        for scope_id in scopes:
            if not find(write.tables, write.server_id, resource=resource.id, requester=identity.id, scope=scope_id):
                ask(write, resource, scope_id, identity.id)


def _given_by_owners(results: Iterable[Result]) -> dict[str, set[str]]:
    """Ids of the scopes that owners' policies grant, by the id of the resource."""
    found: dict[str, set[str]] = {}
    for result in results:
        resource = result.permission.resource
        for one in result.results:
            if resource is not None and one.policy.type == authorization.UMA and any(effect for _, effect in one.associated):
                found.setdefault(resource.id, set()).update(one.policy.scope_ids)
    return found


def show(tables: RealmTables, ticket: PermissionTicket, *, names: bool = False) -> Document:
    """PermissionTicketRepresentation."""
    document: Document = {"id": ticket.id, "owner": ticket.owner_id, "resource": ticket.resource_id}
    if ticket.scope_id:
        document["scope"] = ticket.scope_id
    document["granted"] = bool(ticket.granted)
    if names:
        scope, resource = tables.resource_scopes.get(ticket.scope_id), tables.resources.get(ticket.resource_id)
        document |= {"scopeName": scope["name"]} if scope is not None else {}
        document |= {"resourceName": resource["name"]} if resource is not None else {}
    document["requester"] = ticket.requester_id
    if names:
        owner = _name(tables.user(ticket.owner_id)) or str((tables.clients.get(ticket.owner_id) or {}).get("clientId") or "")
        requester = _name(tables.user(ticket.requester_id))
        document |= {"ownerName": owner} if owner else {}
        document |= {"requesterName": requester} if requester else {}
    return document


def _name(user: User | None) -> str:
    return user.username if user is not None else ""
