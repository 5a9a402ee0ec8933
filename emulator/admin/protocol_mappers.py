"""Protocol mappers of clients and of client scopes, and the scope mappings of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.admin import _client_gate, privileges
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.admin.user_roles import brief, given, taken_away
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import Surroundings
from emulator.realm.gates import client as client_gate
from emulator.realm.gates import protocol_mapper as gate
from emulator.realm.refusal import broken
from emulator.realm.views import Client, Role
from emulator.state import given_ids, roles
from emulator.state.table import Table
from emulator.web.request_body import is_nothing
from emulator.web.response import Response
from emulator.world import ids_elsewhere

_VIEW = ("view-clients", "manage-clients")
_MANAGE = "manage-clients"


def _owner(admin: AdminCall) -> tuple[Table[Document], Document]:
    """The client or client scope of the path with its table; raises 404."""
    if "client" in admin.call.parameters and "scope" not in admin.call.parameters:
        table, key, message = admin.tables.clients, admin.call.parameters["client"], "Could not find client"
    else:
        table, key, message = admin.tables.client_scopes, admin.call.parameters["scope"], "Could not find client scope"
    document = table.get(key)
    if document is None:
        raise AdminError(404, {"error": message})
    return table, document


def listing(admin: AdminCall) -> Response:
    """All mappers of types that there are, with what Keycloak supplies; ``protocol`` in the path narrows them."""
    _, owner = _owner(admin)
    protocol = admin.call.parameters.get("protocol")
    known = [mapper for mapper in owner.get("protocolMappers") or () if gate.unknown_type(mapper) is None]
    return found([gate.effective(mapper) for mapper in known if protocol is None or mapper.get("protocol") == protocol])


def _refuse_type(mapper: Mapping[str, Any]) -> None:
    fault = gate.unknown_type(mapper)
    if fault is not None:
        raise AdminError(404, {"error": fault.message})


def _admit(owner: Document, mapper: Document, taken: Mapping[str, Any], others: Sequence[Any] = ()) -> None:
    """Refuses a mapper beside those that its owner has, and before ``others``; ``taken`` is the answer where one of its name is there."""
    _refuse_type(mapper)
    there = owner.get("protocolMappers") or ()
    for fault in gate.faults([*there, mapper, *others]):
        if fault.path[0] != len(there):
            continue
        if fault.key == gate.NAME_TAKEN:
            raise AdminError(409, taken)
        raise _client_gate.storing(fault)


def _refuse_pairwise(admin: AdminCall, owner: Document, mapper: Document) -> None:
    """Refuses a mapper of pairwise subjects for which the client's redirect URIs do not do."""
    if "clientId" in owner:
        for fault in client_gate.pairwise_faults(Client({**owner, "protocolMappers": [mapper]}), Surroundings(admin.tables.document)):
            raise AdminError(400, {"error": fault.message, "error_description": _client_gate.words(fault)})


def _with(
    admin: AdminCall, owner: Document, mapper: Document | None, taken: Mapping[str, Any], others: Sequence[Any] = ()
) -> tuple[Document, str]:
    """The owner with one more mapper, which ``others`` are to follow, and that one's id."""
    if mapper is None:
        raise broken("a protocol mapper is null")
    _admit(owner, mapper, taken, others)
    _refuse_pairwise(admin, owner, mapper)
    given_ids.refuse_mappers(admin.tables, [mapper])
    ids_elsewhere.refuse_mappers(admin.call.emulator, admin.tables, [mapper])
    stored = gate.by_itself(mapper, admin.context.ids)
    return {**owner, "protocolMappers": [*(owner.get("protocolMappers") or ()), stored]}, stored["id"]


def create(admin: AdminCall) -> Response:
    """A new mapper."""
    table, owner = _owner(admin)
    taken = {"errorMessage": "Protocol mapper exists with same name"}
    document = admin.body("ProtocolMapperRepresentation")
    _refuse_type(document)
    given_ids.refuse(given_ids.of(owner.get("protocolMappers") or ()), document, AdminError(409, taken))
    changed, identifier = _with(admin, owner, document, taken)
    table.put(owner["id"], changed)
    place = admin.call.path.strip("/").split("/")[3]
    return created(admin, place, owner["id"], "protocol-mappers", "models", identifier, no_cache=True)


def create_all(admin: AdminCall) -> Response:
    """Several new mappers."""
    table, owner = _owner(admin)
    if is_nothing(admin.call.body):
        raise broken("there are no mappers in the body")
    body = admin.call.json(alone=False)
    if not isinstance(body, list):
        raise AdminError(400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})
    taken = {"error": "conflict", "error_description": "Protocol mapper name must be unique per protocol"}
    mappers = [mapper if isinstance(mapper, dict) else None for mapper in body]
    for index, mapper in enumerate(mappers):
        owner, _ = _with(admin, owner, mapper, taken, mappers[index + 1 :])
    table.put(owner["id"], owner)
    return done(no_cache=True)


def _one(admin: AdminCall, owner: Document) -> Document:
    wanted = admin.call.parameters["mapper"]
    for one in owner.get("protocolMappers") or ():
        if one.get("id") == wanted:
            mapper: Document = one
            return mapper
    raise AdminError(404, {"error": "Model not found"})


def read(admin: AdminCall) -> Response:
    """One mapper."""
    mapper = _one(admin, _owner(admin)[1])
    if gate.unknown_type(mapper) is not None:
        raise AdminError(404, {"error": "Protocol mapper provider not found"})
    return found(gate.effective(mapper))


def update(admin: AdminCall) -> Response:
    """Gives a mapper another type and other settings; as observed, its name and protocol stay."""
    table, owner = _owner(admin)
    current = _one(admin, owner)
    document = admin.body("ProtocolMapperRepresentation")
    _refuse_type(document)
    if document.get("id") != current["id"]:
        raise broken("a protocol mapper is changed by its own id")
    wanted = {**current, "protocolMapper": document["protocolMapper"], "config": document.get("config")}
    changed = gate.by_itself(wanted, admin.context.ids)
    for fault in gate.faults([changed]):
        raise _client_gate.storing(fault)
    _refuse_pairwise(admin, owner, changed)
    mappers = [changed if mapper is current else mapper for mapper in owner["protocolMappers"]]
    table.put(owner["id"], {**owner, "protocolMappers": mappers})
    return done(no_cache=True)


def delete(admin: AdminCall) -> Response:
    """Removes a mapper."""
    table, owner = _owner(admin)
    current = _one(admin, owner)
    mappers = [mapper for mapper in owner["protocolMappers"] if mapper is not current]
    kept = {name: value for name, value in owner.items() if name != "protocolMappers"}
    table.put(owner["id"], {**kept, "protocolMappers": mappers} if mappers else kept)
    return done(no_cache=True)


def _container(admin: AdminCall) -> str:
    inner = admin.call.parameters.get("of")
    if inner is None:
        return admin.tables.id
    client = admin.tables.client_by_id(inner)
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client.id


def _shown(admin: AdminCall, identifiers: Any) -> Response:
    container = _container(admin)
    known = [admin.tables.role(identifier) for identifier in identifiers]
    mine = sorted((role for role in known if role is not None and role.container_id == container), key=lambda role: role.name)
    return found([brief(admin, role) for role in mine])


def scope_mappings(admin: AdminCall) -> Response:
    """Roles that the scope lets through."""
    return _shown(admin, admin.tables.role_mappings.get(_owner(admin)[1]["id"]) or ())


def effective(admin: AdminCall) -> Response:
    """Roles that the scope lets through, those inside of composites included; all of them where a client has full scope."""
    owner = _owner(admin)[1]
    if "clientId" in owner and owner.get("fullScopeAllowed", True):
        return _shown(admin, [one["id"] for one in admin.tables.roles.many("container", _container(admin))])
    return _shown(admin, roles.expand(admin.tables, _direct(admin, owner)))


def _direct(admin: AdminCall, owner: Document) -> list[str]:
    """Ids of the roles that a scope lets through by itself: those that are mapped, and of a client its own."""
    own = [one["id"] for one in admin.tables.roles.many("container", owner["id"])] if "clientId" in owner else []
    return [*(admin.tables.role_mappings.get(owner["id"]) or ()), *own]


def available(admin: AdminCall) -> Response:
    """Roles that the scope does not let through yet."""
    mapped = set(_direct(admin, _owner(admin)[1]))
    rest = map(Role, admin.tables.roles.many("container", _container(admin)))
    return _shown(admin, [role.id for role in rest if role.id not in mapped and privileges.may_scope(admin, role)])


def every(admin: AdminCall) -> Response:
    """All scope mappings, of the realm and of clients."""
    mapped = roles.mapped(admin.tables, _owner(admin)[1]["id"])
    shown: Document = {}
    own = [brief(admin, role) for role in mapped if not role.client_role]
    if own:
        shown["realmMappings"] = own
    clients: Document = {}
    for role in mapped:
        client = admin.tables.client_by_id(role.container_id) if role.client_role else None
        if client is not None:
            entry = clients.setdefault(client.client_id, {"id": client.id, "client": client.client_id, "mappings": []})
            entry["mappings"].append(brief(admin, Role(role.document)))
    if clients:
        shown["clientMappings"] = clients
    return found(shown)


def _sought(admin: AdminCall) -> str | None:
    """Whose roles the body may name: a client's; any by their ids, of clients too, at the realm's place, as observed."""
    if admin.call.parameters.get("of") is not None:
        return _container(admin)
    rows = () if is_nothing(admin.call.body) else admin.call.json(alone=False)
    if any(isinstance(row, dict) and not row.get("id") for row in rows):
        raise broken("a role of a scope needs its id")
    return None


def add_scope_mappings(admin: AdminCall) -> Response:
    """Lets more roles through."""
    new = given(admin, _sought(admin))
    privileges.require(admin, privileges.may_scope, new)
    roles.add(admin.tables, _owner(admin)[1]["id"], new)
    return done()


def remove_scope_mappings(admin: AdminCall) -> Response:
    """Lets roles through no longer: those of the body, or all."""
    owner = _owner(admin)[1]["id"]
    is_all = is_nothing(admin.call.body)
    gone = taken_away(admin, owner, _container(admin)) if is_all else given(admin, _sought(admin))
    privileges.require(admin, privileges.may_scope, gone)
    roles.remove(admin.tables, owner, gone)
    return done()


ROUTES = []
for base in ("/clients/{client}", "/client-scopes/{scope}"):
    models, mappings = f"{base}/protocol-mappers/models", f"{base}/scope-mappings"
    ROUTES += [
        route("GET", models, listing, *_VIEW),
        route("POST", models, create, _MANAGE, event="PROTOCOL_MAPPER", reads="ProtocolMapperRepresentation"),
        route(
            "POST",
            f"{base}/protocol-mappers/add-models",
            create_all,
            _MANAGE,
            event="PROTOCOL_MAPPER",
            reads="ProtocolMapperRepresentation[]",
        ),
        route("GET", f"{base}/protocol-mappers/protocol/{{protocol}}", listing, *_VIEW),
        route("GET", f"{models}/{{mapper}}", read, *_VIEW),
        route("PUT", f"{models}/{{mapper}}", update, _MANAGE, event="PROTOCOL_MAPPER", reads="ProtocolMapperRepresentation"),
        route("DELETE", f"{models}/{{mapper}}", delete, _MANAGE, event="PROTOCOL_MAPPER"),
        route("GET", mappings, every, *_VIEW),
    ]
    for place, event in ((f"{mappings}/realm", "REALM_SCOPE_MAPPING"), (f"{mappings}/clients/{{of}}", "CLIENT_SCOPE_MAPPING")):
        ROUTES += [
            route("GET", place, scope_mappings, *_VIEW),
            route("GET", f"{place}/composite", effective, *_VIEW),
            route("GET", f"{place}/available", available, *_VIEW),
            route("POST", place, add_scope_mappings, _MANAGE, event=event, reads="RoleRepresentation[]"),
            route("DELETE", place, remove_scope_mappings, _MANAGE, event=event, reads="RoleRepresentation[]"),
        ]
