"""Client scopes: create, read, update, delete; which ones clients and the realm have by default or on request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from emulator.admin import _client_gate, fine_grained
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.authz.admin_permissions import CLIENTS
from emulator.core.errors import AdminError
from emulator.realm.clients import scope_protocols
from emulator.realm.gates import Fault, lengths, protocol_mapper
from emulator.realm.gates import client_scope as gate
from emulator.realm.refusal import broken, conflict
from emulator.realm.views import Client, ClientScope
from emulator.state import authorization, given_ids
from emulator.web.response import Response
from emulator.world import ids_elsewhere

_VIEW = ("view-clients", "manage-clients")
_MANAGE = "manage-clients"
_DEFAULT, _OPTIONAL = "default", "optional"
_OF_CLIENT = {_DEFAULT: "defaultClientScopes", _OPTIONAL: "optionalClientScopes"}
_OF_REALM = {_DEFAULT: "defaultDefaultClientScopes", _OPTIONAL: "defaultOptionalClientScopes"}

_UNKNOWN = "Client scope not found"


def scope_of(admin: AdminCall, unknown: str = "Could not find client scope") -> ClientScope:
    """The client scope of the path; raises 404."""
    document = admin.tables.client_scopes.get(admin.call.parameters["scope"])
    if document is None:
        raise AdminError(404, {"error": unknown})
    return ClientScope(document)


def place(admin: AdminCall) -> str:
    """By which of its names the resource was called."""
    return admin.call.path.strip("/").split("/")[3]


def _sees_all(admin: AdminCall) -> bool:
    return admin.may(*_VIEW) or fine_grained.sees(admin, CLIENTS)


def listing(admin: AdminCall) -> Response:
    """All client scopes by name; none for those who may query clients alone."""
    shown = admin.tables.client_scopes if _sees_all(admin) else ()
    return found(sorted(shown, key=lambda document: document["name"]))


def _refuse(admin: AdminCall, faults: Iterable[Fault], name: str, own: str = "") -> None:
    told = list(faults)
    for fault in told:
        # What is too long is noticed before a name that is taken where a scope changes, and behind it where there is none yet.
        if fault.key == lengths.TOO_LONG and not own:
            continue
        if fault.kind == "unforeseen":
            raise broken(fault.message)
        raise AdminError(400, {"errorMessage": fault.message})
    taken = admin.tables.client_scopes.one("name", name)
    if taken is not None and taken["id"] != own:
        raise _taken(name)
    for fault in told:
        raise broken(fault.message)


def _default_faults(admin: AdminCall, scope: ClientScope, document: dict[str, Any]) -> Iterator[Fault]:
    """As observed, a scope that somebody has by default is not made one with a parameter."""
    if not gate.is_parameterized(document):
        return
    sentence = "This Client Scope can't be made parameterized as it's assigned"
    if any(scope.name in (client.get(_OF_CLIENT[_DEFAULT]) or ()) for client in admin.tables.clients):
        yield Fault((), "parameterizedDefault", f"{sentence} to a Client as a Default Scope")
    if scope.name in (admin.tables.document.get(_OF_REALM[_DEFAULT]) or ()):
        yield Fault((), "parameterizedDefault", f"{sentence} as a Realm Default Scope")


def _taken(name: str) -> AdminError:
    return AdminError(409, {"errorMessage": f"Client Scope {name} already exists"})


def create(admin: AdminCall) -> Response:
    """A new client scope."""
    document = admin.body("ClientScopeRepresentation")
    name = str(document.get("name") or "")
    _refuse(admin, gate.faults(document), name)
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.CLIENT_SCOPES, document, _taken(name))
    for fault in protocol_mapper.faults(document.get("protocolMappers") or (), of_scope=True):
        raise _taken(name) if fault.key == protocol_mapper.NAME_TAKEN else _client_gate.storing(fault)
    given_ids.refuse(admin.tables.client_scopes, document, _taken(name))
    given_ids.refuse_mappers(admin.tables, document.get("protocolMappers"), twice=_taken(name))
    ids_elsewhere.refuse_mappers(admin.call.emulator, admin.tables, document.get("protocolMappers"))
    scope = gate.stored(document, admin.context.ids)
    admin.tables.client_scopes.put(scope["id"], scope)
    return created(admin, place(admin), scope["id"], no_cache=True)


def read(admin: AdminCall) -> Response:
    """One client scope."""
    return found(scope_of(admin).document)


def update(admin: AdminCall) -> Response:
    """Merges a representation into a client scope; a new name goes wherever the old one stood."""
    scope = scope_of(admin)
    document = admin.body("ClientScopeRepresentation")
    name = str(document.get("name") or "")
    told = [*gate.name_faults(document), *_default_faults(admin, scope, document), *gate.parameter_faults(document)]
    _refuse(admin, [*told, *gate.too_long({**document, "id": None})], name, scope.id)
    changed = {**scope.document, **{key: document[key] for key in ("description", "protocol") if document.get(key) is not None}}
    changed["attributes"] = {**(scope.document.get("attributes") or {}), **gate.attributes(document.get("attributes"))}
    admin.tables.client_scopes.put(scope.id, {**changed, "name": name})
    if name != scope.name:
        _rename(admin, scope.name, name)
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a client scope that no client has any more then."""
    scope = scope_of(admin)
    admin.tables.role_mappings.delete(scope.id)
    _rename(admin, scope.name, None)
    authorization.forget_client_scope(admin.tables, scope.id)
    admin.tables.client_scopes.delete(scope.id)
    return done(no_cache=True)


def _rename(admin: AdminCall, old: str, new: str | None) -> None:
    def renamed(names: Any) -> list[str]:
        return [kept for kept in ((new if name == old else name) for name in names or ()) if kept is not None]

    for document in admin.tables.clients:
        if any(old in (document.get(member) or ()) for member in _OF_CLIENT.values()):
            changed = {member: renamed(document.get(member)) for member in _OF_CLIENT.values()}
            admin.tables.clients.put(document["id"], {**document, **changed})
    realm = admin.tables.document
    if any(old in (realm.get(member) or ()) for member in _OF_REALM.values()):
        admin.tables.document = {**realm, **{member: renamed(realm.get(member)) for member in _OF_REALM.values()}}


def _client(admin: AdminCall) -> Client:
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client


def _short(admin: AdminCall, names: Any, *, protocol: bool) -> list[dict[str, str]]:
    scopes = [admin.tables.client_scope(name) for name in sorted(names or ())]
    return [
        {"id": scope.id, "name": scope.name, **({"protocol": scope.protocol} if protocol else {})} for scope in scopes if scope is not None
    ]


def _client_routes(kind: str) -> list[Any]:
    member, other = _OF_CLIENT[kind], _OF_CLIENT[_OPTIONAL if kind == _DEFAULT else _DEFAULT]

    def of_client(admin: AdminCall) -> Response:
        """Those who see the client by a permission for it alone see no scopes, as observed."""
        client = _client(admin)
        return found(_short(admin, client.document.get(member) if _sees_all(admin) else (), protocol=False))

    def add(admin: AdminCall) -> Response:
        """As observed, a scope that the client has in either way stays as it is, and one of another protocol is passed over."""
        client, scope = _client(admin), scope_of(admin, _UNKNOWN)
        names = list(client.document.get(member) or ())
        if scope.protocol in scope_protocols(client.protocol) and scope.name not in (*names, *(client.document.get(other) or ())):
            admin.tables.clients.put(client.id, {**client.document, member: [*names, scope.name]})
        return done(no_cache=True)

    def remove(admin: AdminCall) -> Response:
        """As observed, it is gone whichever way the client had it."""
        client, scope = _client(admin), scope_of(admin, _UNKNOWN)
        kept = {each: [name for name in client.document.get(each) or () if name != scope.name] for each in (member, other)}
        admin.tables.clients.put(client.id, {**client.document, **kept})
        return done(no_cache=True)

    place = f"/clients/{{client}}/{kind}-client-scopes"
    return [
        route("GET", place, of_client, *_VIEW),
        route("PUT", f"{place}/{{scope}}", add, _MANAGE, media="", event=_OF_CLIENTS, operation="CREATE"),
        route("DELETE", f"{place}/{{scope}}", remove, _MANAGE, event=_OF_CLIENTS),
    ]


_OF_CLIENTS = "CLIENT_SCOPE_CLIENT_MAPPING"


def _realm_routes(kind: str) -> list[Any]:
    member, other = _OF_REALM[kind], _OF_REALM[_OPTIONAL if kind == _DEFAULT else _DEFAULT]

    def of_realm(admin: AdminCall) -> Response:
        return found(_short(admin, admin.tables.document.get(member), protocol=True))

    def add(admin: AdminCall) -> Response:
        scope, realm = scope_of(admin, _UNKNOWN), admin.tables.document
        if scope.name in (*(realm.get(member) or ()), *(realm.get(other) or ())):
            raise conflict(f"{scope.name} is there in one way or the other")
        admin.tables.document = {**realm, member: [*(realm.get(member) or ()), scope.name]}
        return done(no_cache=True)

    def remove(admin: AdminCall) -> Response:
        """As observed, it is gone whichever way the realm had it."""
        scope, realm = scope_of(admin, _UNKNOWN), admin.tables.document
        kept = {each: [name for name in realm.get(each) or () if name != scope.name] for each in (member, other)}
        admin.tables.document = {**realm, **kept}
        return done(no_cache=True)

    place = f"/default-{kind}-client-scopes"
    return [
        route("GET", place, of_realm, *_VIEW),
        route("PUT", f"{place}/{{scope}}", add, _MANAGE, media="", event="CLIENT_SCOPE", operation="CREATE"),
        route("DELETE", f"{place}/{{scope}}", remove, _MANAGE, event="CLIENT_SCOPE"),
    ]


ROUTES = [
    route("GET", "/client-scopes", listing, *_VIEW, "query-clients", reads="ClientScopeRepresentation"),
    route("POST", "/client-scopes", create, _MANAGE, event="CLIENT_SCOPE", reads="ClientScopeRepresentation"),
    route("GET", "/client-scopes/{scope}", read, *_VIEW),
    route("PUT", "/client-scopes/{scope}", update, _MANAGE, event="CLIENT_SCOPE", reads="ClientScopeRepresentation"),
    route("DELETE", "/client-scopes/{scope}", delete, _MANAGE, event="CLIENT_SCOPE"),
    *_client_routes(_DEFAULT),
    *_client_routes(_OPTIONAL),
    *_realm_routes(_DEFAULT),
    *_realm_routes(_OPTIONAL),
]
