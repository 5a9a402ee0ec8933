"""Permission tickets (UMA 2.0 Federated Authorization, section 4), and what users have asked for and been granted with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz import sharing
from emulator.authz.faults import refused
from emulator.core.documents import Document
from emulator.keys import jws
from emulator.realm.authorization_views import Resource, Scope
from emulator.state import authorization
from emulator.state.records import PermissionTicket
from emulator.uma import _unmatched
from emulator.uma.protection import Protecting, done, nothing, route
from emulator.web import request_body
from emulator.web.response import Response, json_response

_INVALID = "invalid_permission"
_COPIED = ("exp", "nbf", "iat")


def create(protecting: Protecting) -> Response:
    """A ticket for the permissions that a client lacks."""
    asked = request_body.parse_list(protecting.call.body, "PermissionRequest")
    if not asked:
        raise refused("invalid_permission_request", "Invalid permission request.")
    permissions = [permission for request in asked for permission in _permissions(protecting, request)]
    claims = {name: values for request in asked for name, values in (request.get("claims") or {}).items()}
    context, token = protecting.call.context, protecting.token
    document: Document = {name: token.claims[name] for name in _COPIED if name in token.claims}
    document["permissions"] = permissions
    if claims:
        document["claims"] = claims
    document |= {
        "jti": f"{context.ids.uuid()}-{context.clock.millis()}", "aud": context.issuer, "sub": protecting.identity.user.id,
        "azp": protecting.client.client_id,
    }  # fmt: skip
    return json_response({"ticket": jws.sign(context.keys.active("HS512"), document)}, 201, charset=True)


def _permissions(protecting: Protecting, asked: Mapping[str, Any]) -> list[Document]:
    name, scopes = asked.get("resource_id"), asked.get("resource_scopes") or ()
    if name is None:
        if not scopes:
            raise refused("invalid_resource_id", "Resource id or name not provided.")
        return [_permission(None, [_scope(protecting, None, scope) for scope in scopes])]
    there = _resources(protecting, str(name))
    if not there:
        raise refused("invalid_resource_id", f"Resource set with id [{name}] does not exists in this server.")
    return [_permission(one.id, [_scope(protecting, one, scope) for scope in scopes]) for one in there]


def _permission(resource_id: str | None, scopes: list[str]) -> Document:
    return {**({"scopes": scopes} if scopes else {}), **({"rsid": resource_id} if resource_id is not None else {})}


def _resources(protecting: Protecting, name: str) -> list[Resource]:
    tables, server, who = protecting.tables, protecting.server, protecting.identity
    by_id = authorization.resource(tables, server.id, name)
    if by_id is not None:
        return [by_id]
    owners = [who.id] if who.is_client else [who.id, server.id]
    found = [authorization.resource_named(tables, server.id, name, owner) for owner in owners]
    return [one for one in found if one is not None]


def _scope(protecting: Protecting, resource: Resource | None, name: str) -> str:
    tables, server = protecting.tables, protecting.server
    if resource is None:
        known = authorization.scope_named(tables, server.id, name) is not None
    else:
        alike = [other for other in authorization.resources(tables, server.id) if other.of_server and other.type == resource.type]
        carriers = [resource, *(alike if resource.type else ())]
        known = any(scope.name == name for carrier in carriers for scope in authorization.scopes_of(tables, carrier.scope_ids))
    if not known:
        raise refused("invalid_scope", f"Scope [{name}] is invalid")
    return name


def _ticket(protecting: Protecting, identifier: Any) -> PermissionTicket:
    found = protecting.tables.permission_tickets.get(str(identifier)) if identifier is not None else None
    if found is None or found.server_id != protecting.server.id:
        raise refused("invalid_request", "invalid_ticket")
    return found


def grant(protecting: Protecting) -> Response:
    """A ticket that nobody has asked for, granted or not."""
    if not protecting.call.body.strip():
        raise refused("invalid_request", _INVALID)
    document = request_body.parse(protecting.call.body, "PermissionTicketRepresentation")
    _check(document)
    tables, who = protecting.tables, protecting.identity
    resource = authorization.resource(tables, protecting.server.id, str(document["resource"]))
    if resource is None:
        raise refused("invalid_resource_id", f"Resource set with id [{document['resource']}] does not exists in this server.")
    if not resource.owner_managed:
        raise refused(_INVALID, "permission can only be created for resources with user-managed access enabled")
    if resource.owner_id != who.id and not who.is_client:
        raise refused("not_authorised", f"permissions for [{resource.id}] can be only created by the owner", 403)
    requester = _user(protecting, document)
    scope = _asked_scope(protecting, document)
    if scope.id not in resource.scope_ids:
        raise refused("invalid_resource_id", f"Resource set with id [{resource.id}] does not have Scope [{scope.name}]")
    if sharing.find(tables, protecting.server.id, resource=resource.id, requester=requester, scope=scope.id):
        raise refused(_INVALID, "Permission already exists")
    ticket = sharing.ask(protecting.write, resource, scope.id, requester)
    if document.get("granted"):
        ticket = sharing.grant(protecting.write, ticket)
    return json_response(sharing.show(tables, ticket), charset=True)


def _check(given: Mapping[str, Any]) -> None:
    if given.get("id") is not None:
        raise refused(_INVALID, "created permissions should not have id")
    if given.get("resource") is None:
        raise refused(_INVALID, "created permissions should have resource")
    if given.get("scope") is None and given.get("scopeName") is None:
        raise refused(_INVALID, "created permissions should have scope or scopeName")
    if given.get("requester") is None and given.get("requesterName") is None:
        raise refused(_INVALID, "created permissions should have requester or requesterName")


def _user(protecting: Protecting, given: Mapping[str, Any]) -> str:
    users = protecting.tables.users
    by_id = users.get(str(given["requester"])) if given.get("requester") is not None else None
    found = by_id if given.get("requester") is not None else users.one("username", str(given.get("requesterName")).lower())
    if found is None:
        raise refused(_INVALID, "Requester does not exists in this server as user.")
    return str(found["id"])


def _asked_scope(protecting: Protecting, given: Mapping[str, Any]) -> Scope:
    tables, server_id = protecting.tables, protecting.server.id
    name, identifier = given.get("scopeName"), given.get("scope")
    found = authorization.scope_named(tables, server_id, str(name)) if name is not None else None
    if name is None:
        found = authorization.scope(tables, server_id, str(identifier))
    if found is None:
        raise refused("invalid_scope", f"Scope [{identifier if identifier is not None else name}] is invalid")
    return found


def update(protecting: Protecting) -> Response:
    """Grants what a ticket asks for, or withdraws it, which ends the ticket."""
    document = request_body.parse(protecting.call.body, "PermissionTicketRepresentation") if protecting.call.body.strip() else {}
    ticket = _ticket(protecting, document.get("id"))
    who = protecting.identity
    if ticket.owner_id != who.id and not who.is_client:
        text = f"permissions for [{document.get('resource')}] can be updated only by the owner or by the resource server"
        raise refused("not_authorised", text, 403)
    if document.get("granted"):
        sharing.grant(protecting.write, ticket)
    else:
        authorization.remove_ticket(protecting.tables, ticket)
    return done(protecting)


def delete(protecting: Protecting) -> Response:
    """Ends a ticket, and what was granted by it."""
    ticket, who = _ticket(protecting, protecting.call.parameters["ticket"]), protecting.identity
    if who.id not in (ticket.owner_id, ticket.requester_id) and not who.is_client:
        text = f"permissions for [{ticket.resource_id}] can be deleted only by the owner, the requester, or the resource server"
        raise refused("not_authorised", text, 403)
    authorization.remove_ticket(protecting.tables, ticket)
    return done(protecting)


def _fitting(protecting: Protecting) -> list[PermissionTicket]:
    query, tables = protecting.call.query, protecting.tables
    scope = query.get("scopeId")
    if scope is not None:
        known = authorization.scope(tables, protecting.server.id, scope) or authorization.scope_named(tables, protecting.server.id, scope)
        scope = known.id if known is not None else scope
    owner, requester, granted = query.get("owner"), query.get("requester"), protecting.flag("granted")
    tickets = sharing.find(tables, protecting.server.id, resource=query.get("resourceId") or "", scope=scope)
    return [
        ticket
        for ticket in tickets
        if (owner is None or ticket.owner_id == _user_id(protecting, owner))
        and (requester is None or ticket.requester_id == _user_id(protecting, requester))
        and (granted is None or bool(ticket.granted) == granted)
    ]


def _user_id(protecting: Protecting, name: str) -> str:
    found = protecting.tables.users.get(name) or protecting.tables.users.one("username", name.lower())
    return str(found["id"]) if found is not None else name


def listing(protecting: Protecting) -> Response:
    """The tickets that fit the query."""
    names = bool(protecting.flag("returnNames"))
    found = _fitting(protecting)[protecting.page()]
    return json_response([sharing.show(protecting.tables, one, names=names) for one in found], charset=True)


def count(protecting: Protecting) -> Response:
    """How many tickets fit the query."""
    return json_response(len(_fitting(protecting)), charset=True)


ROUTES = [
    route("POST", "/permission", create, with_role=False),
    route("GET", "/permission/ticket", listing),
    route("POST", "/permission/ticket", grant),
    route("PUT", "/permission/ticket", update),
    route("GET", "/permission/ticket/count", count),
    route("GET", "/permission/ticket/{ticket}", nothing),
    route("DELETE", "/permission/ticket/{ticket}", delete),
    *_unmatched.routes("/permission", "/permission/ticket", "/permission/ticket/count", "/permission/ticket/{ticket}"),
]
