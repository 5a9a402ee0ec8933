"""Resources of the user at resource servers, and those that others share with them (user-managed access)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from emulator.account._routes import route
from emulator.account.access import MANAGE, VIEW, AccountCall, require_shared
from emulator.authz import sharing
from emulator.authz.faults import unforeseen
from emulator.authz.writing import Write
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import Resource, Scope
from emulator.realm.views import User
from emulator.state import authorization
from emulator.state.records import PermissionTicket
from emulator.web import request_body
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_PAGE = 10


def _shown(account: AccountCall, resource: Resource, scopes: Iterable[Scope] | None, more: Document | None = None) -> Document:
    """A resource with its client, and scopes or whatever else there is to say of it."""
    client = account.tables.client_by_id(resource.server_id)
    document: Document = {"name": resource.name}
    if resource.display_name:
        document["displayName"] = resource.display_name
    if client is not None:
        name = {"name": client.document["name"]} if client.document.get("name") else {}
        url = {"baseUrl": client.base_url} if client.base_url else {}
        document["client"] = {"clientId": client.client_id, **name, **url}
    document |= {**(more or {}), "_id": resource.id, "uris": list(resource.uris)}
    listed = [{"name": scope.name, **({"displayName": scope.display_name} if scope.display_name else {})} for scope in scopes or ()]
    if listed:
        document["scopes"] = listed
    if resource.icon_uri:
        document["icon_uri"] = resource.icon_uri
    return document


def _of_server(account: AccountCall, resource: Resource) -> Document:
    return _shown(account, resource, authorization.scopes_of(account.tables, resource.scope_ids))


def _page(account: AccountCall, documents: list[Document]) -> Response:
    """The part of a list that ``first`` and ``max`` ask for, with links to the parts beside it."""
    first, limit = account.number("first"), account.number("max")
    if first is None and limit is None:
        return json_response(documents, charset=True)
    start, size = max(first or 0, 0), limit if limit is not None and limit >= 0 else _PAGE
    links = []
    if len(documents) > start + size:
        links.append(_link(account, start + size, size, "next"))
    if start > 0:
        links.append(_link(account, max(start - size, 0), size, "prev"))
    return json_response(documents[start : start + size], headers=[("Link", link) for link in links], charset=True)


def _link(account: AccountCall, first: int, size: int, relation: str) -> str:
    return f'<{account.call.base}{account.call.path}?first={first}&max={size}>; rel="{relation}"'


def _called(account: AccountCall, resources: Iterable[Resource]) -> list[Resource]:
    name = (account.call.query.get("name") or "").lower()
    return sorted((one for one in resources if name in one.name.lower()), key=lambda one: one.name)


def _resources(account: AccountCall, identifiers: Iterable[str]) -> list[Resource]:
    documents = [account.tables.resources.get(one) for one in dict.fromkeys(identifiers)]
    return [Resource(document) for document in documents if document is not None]


def _tickets(account: AccountCall, *, asked: bool, granted: bool) -> list[PermissionTicket]:
    """Tickets that the user has asked for (``asked``), or that others have asked the user for."""
    mine = account.user.id
    found = account.tables.permission_tickets.many("user", mine)
    return [one for one in found if bool(one.granted) == granted and (one.requester_id if asked else one.owner_id) == mine]


def listing(account: AccountCall) -> Response:
    """The user's own resources."""
    own = [Resource(document) for document in account.tables.resources.many("owner", account.user.id)]
    return _page(account, [_of_server(account, one) for one in _called(account, own)])


def shared_with_me(account: AccountCall) -> Response:
    """Resources that others let the user have, with the scopes that they let them have."""
    return _with_my_scopes(account, _tickets(account, asked=True, granted=True))


def pending(account: AccountCall) -> Response:
    """Resources that the user has asked for."""
    return _with_my_scopes(account, _tickets(account, asked=True, granted=False))


def _with_my_scopes(account: AccountCall, tickets: list[PermissionTicket]) -> Response:
    found = []
    for resource in _called(account, _resources(account, (one.resource_id for one in tickets))):
        scopes = [one.scope_id for one in tickets if one.resource_id == resource.id]
        found.append(_shown(account, resource, authorization.scopes_of(account.tables, scopes)))
    return _page(account, found)


def shared_with_others(account: AccountCall) -> Response:
    """The user's resources that others have a permission for, and who they are."""
    tickets = _tickets(account, asked=False, granted=True)
    found = []
    for resource in _called(account, _resources(account, (one.resource_id for one in tickets))):
        people = _people(account, [one for one in tickets if one.resource_id == resource.id])
        found.append(_shown(account, resource, None, {"permissions": people}))
    return _page(account, found)


def _people(account: AccountCall, tickets: list[PermissionTicket]) -> list[Document]:
    """Who has, or asks for, which scopes."""
    found: dict[str, Document] = {}
    for ticket in tickets:
        user = account.tables.user(ticket.requester_id)
        if user is None:
            continue
        row = found.setdefault(user.id, {**_person(user), "scopes": []})
        row["scopes"] += [scope.name for scope in authorization.scopes_of(account.tables, (ticket.scope_id,))]
    return list(found.values())


def _person(user: User) -> Document:
    texts = {"username": user.username, "firstName": user.first_name, "lastName": user.last_name, "email": user.email}
    return {name: text for name, text in texts.items() if text}


def _mine(account: AccountCall) -> Resource:
    document = account.tables.resources.get(account.call.parameters["resource"])
    if document is None:
        raise AdminError(404, {"error": "resource_not_found"})
    if document["ownerId"] != account.user.id:
        raise AdminError(400, {"error": "invalid_resource"})
    return Resource(document)


def read(account: AccountCall) -> Response:
    """One of the user's resources."""
    return json_response(_of_server(account, _mine(account)), charset=True)


def permissions(account: AccountCall) -> Response:
    """Who has a permission for the resource."""
    return _of_resource(account, granted=True)


def requests(account: AccountCall) -> Response:
    """Who asks for a permission for the resource."""
    return _of_resource(account, granted=False)


def _of_resource(account: AccountCall, *, granted: bool) -> Response:
    resource = _mine(account)
    tickets = [one for one in _tickets(account, asked=False, granted=granted) if one.resource_id == resource.id]
    return json_response(_people(account, tickets), charset=True)


def share(account: AccountCall) -> Response:
    """Lets users have exactly these scopes of the resource."""
    resource = _mine(account)
    given = request_body.parse_list(account.call.body, "Permission")
    if not given:
        raise AdminError(400, {"error": "invalid_permissions"})
    for one in given:
        _share(account, resource, one)
    return Response(204)


def _share(account: AccountCall, resource: Resource, permission: Document) -> None:
    tables, context = account.tables, account.context
    write = Write(tables, resource.server_id, context.ids.uuid, context.clock.millis())
    user = _user(account, str(permission.get("username")))
    there = {known.scope_id: known for known in sharing.find(tables, resource.server_id, resource=resource.id, requester=user)}
    wanted = [_scope_id(account, resource, str(name)) for name in permission.get("scopes") or ()]
    for scope_id in dict.fromkeys(wanted):
        asked = there.pop(scope_id) if scope_id in there else sharing.ask(write, resource, scope_id, user)
        sharing.grant(write, asked)
    for ticket in there.values():
        authorization.remove_ticket(tables, ticket)


def _user(account: AccountCall, name: str) -> str:
    users = account.tables.users
    by_mail = users.many("email", name.lower())
    found = users.one("username", name.lower()) or (by_mail[0] if by_mail else None) or users.get(name)
    if found is None:
        raise AdminError(404, {"error": name})
    return str(found["id"])


def _scope_id(account: AccountCall, resource: Resource, name: str) -> str:
    tables, server_id = account.tables, resource.server_id
    found = authorization.scope_named(tables, server_id, name) or authorization.scope(tables, server_id, name)
    if found is None:
        raise unforeseen(f"there is no scope '{name}'")
    return found.id


def find_user(account: AccountCall) -> Response:
    """As observed, nobody may be looked up: 403 where there is somebody, 204 where there is nobody."""
    _mine(account)
    name = (account.call.query.get("value") or "").lower()
    users = account.tables.users
    return Response(403 if users.one("username", name) is not None or users.many("email", name) else 204)


def _route(method: str, path: str, handle: Callable[[AccountCall], Response]) -> Route:
    rights: tuple[Any, ...] = (MANAGE,) if method == "PUT" else (MANAGE, VIEW)
    return route(method, f"/resources{path}", handle, *rights, before=require_shared)


ROUTES = [
    _route("GET", "", listing),
    _route("GET", "/shared-with-me", shared_with_me),
    _route("GET", "/shared-with-others", shared_with_others),
    _route("GET", "/pending-requests", pending),
    _route("GET", "/{resource}", read),
    _route("GET", "/{resource}/permissions", permissions),
    _route("PUT", "/{resource}/permissions", share),
    _route("GET", "/{resource}/permissions/requests", requests),
    _route("GET", "/{resource}/user", find_user),
]
