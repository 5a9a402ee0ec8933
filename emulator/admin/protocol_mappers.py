"""Protocol mappers of clients and of client scopes, and the scope mappings of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.admin.user_roles import brief, given
from emulator.core.errors import AdminError
from emulator.realm.views import Role
from emulator.state import roles
from emulator.state.table import Table
from emulator.tokens.mappers import MAPPERS
from emulator.web.response import Response

_VIEW = ("view-clients", "manage-clients")
_MANAGE = "manage-clients"
Document = dict[str, Any]


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


def _checked(admin: AdminCall, owner: Document, mapper: Mapping[str, Any], own: str = "") -> Document:
    provider = str(mapper.get("protocolMapper") or "")
    if mapper.get("protocol") in ("openid-connect", None) and provider.replace("-", "_") not in MAPPERS.names():
        raise AdminError(404, {"error": "ProtocolMapper provider not found"})
    others = [one for one in owner.get("protocolMappers") or () if one.get("id") != own]
    if any(one.get("name") == mapper.get("name") and one.get("protocol") == mapper.get("protocol") for one in others):
        raise AdminError(409, {"errorMessage": "Protocol mapper exists with same name"})
    config = {name: str(value) for name, value in (mapper.get("config") or {}).items() if value is not None}
    if config.get("access.token.claim") == "true":
        config.setdefault("introspection.token.claim", "true")
    return {
        "id": own or mapper.get("id") or admin.context.ids.uuid(),
        "name": mapper.get("name"),
        "protocol": mapper.get("protocol"),
        "protocolMapper": provider,
        "consentRequired": False,
        "config": config,
    }


def listing(admin: AdminCall) -> Response:
    """All mappers; ``protocol`` in the path narrows them."""
    _, owner = _owner(admin)
    protocol = admin.call.parameters.get("protocol")
    return found([one for one in owner.get("protocolMappers") or () if protocol is None or one.get("protocol") == protocol])


def create(admin: AdminCall) -> Response:
    """A new mapper."""
    table, owner = _owner(admin)
    made = _checked(admin, owner, admin.body("ProtocolMapperRepresentation"))
    table.put(owner["id"], {**owner, "protocolMappers": [*(owner.get("protocolMappers") or ()), made]})
    place = "clients" if table is admin.tables.clients else "client-scopes"
    return created(admin, place, owner["id"], "protocol-mappers", "models", made["id"], no_cache=True)


def create_all(admin: AdminCall) -> Response:
    """Several new mappers."""
    table, owner = _owner(admin)
    for one in admin.call.json() if isinstance(admin.call.json(), list) else ():
        try:
            made = _checked(admin, owner, one if isinstance(one, dict) else {})
        except AdminError as error:
            said = {"error": "conflict", "error_description": "Protocol mapper name must be unique per protocol"}
            raise AdminError(409, said) if error.status == 409 else error from error
        owner = {**owner, "protocolMappers": [*(owner.get("protocolMappers") or ()), made]}
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
    return found(_one(admin, _owner(admin)[1]))


def update(admin: AdminCall) -> Response:
    """Replaces a mapper."""
    table, owner = _owner(admin)
    current = _one(admin, owner)
    changed = _checked(admin, owner, {**current, **admin.body("ProtocolMapperRepresentation")}, current["id"])
    mappers = [changed if one is current else one for one in owner["protocolMappers"]]
    table.put(owner["id"], {**owner, "protocolMappers": mappers})
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes a mapper."""
    table, owner = _owner(admin)
    current = _one(admin, owner)
    table.put(owner["id"], {**owner, "protocolMappers": [one for one in owner["protocolMappers"] if one is not current]})
    return done(no_cache=True)


def _container(admin: AdminCall) -> str:
    inner = admin.call.parameters.get("of")
    if inner is None:
        return admin.tables.id
    client = admin.tables.client_by_id(inner)
    if client is None:
        raise AdminError(404, {"error": "Role not found"})
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
    return _shown(admin, roles.expand(admin.tables, admin.tables.role_mappings.get(_owner(admin)[1]["id"]) or ()))


def available(admin: AdminCall) -> Response:
    """Roles that the scope does not let through yet."""
    mapped = set(admin.tables.role_mappings.get(_owner(admin)[1]["id"]) or ())
    return _shown(admin, [one["id"] for one in admin.tables.roles.many("container", _container(admin)) if one["id"] not in mapped])


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


def add_scope_mappings(admin: AdminCall) -> Response:
    """Lets more roles through."""
    roles.add(admin.tables, _owner(admin)[1]["id"], given(admin, _container(admin)))
    return done()


def remove_scope_mappings(admin: AdminCall) -> Response:
    """Lets roles through no longer."""
    roles.remove(admin.tables, _owner(admin)[1]["id"], given(admin, _container(admin)))
    return done()


ROUTES = []
for base in ("/clients/{client}", "/client-scopes/{scope}"):
    models, mappings = f"{base}/protocol-mappers/models", f"{base}/scope-mappings"
    ROUTES += [
        route("GET", models, listing, *_VIEW),
        route("POST", models, create, _MANAGE),
        route("POST", f"{base}/protocol-mappers/add-models", create_all, _MANAGE),
        route("GET", f"{base}/protocol-mappers/protocol/{{protocol}}", listing, *_VIEW),
        route("GET", f"{models}/{{mapper}}", read, *_VIEW),
        route("PUT", f"{models}/{{mapper}}", update, _MANAGE),
        route("DELETE", f"{models}/{{mapper}}", delete, _MANAGE),
        route("GET", mappings, every, *_VIEW),
    ]
    for place in (f"{mappings}/realm", f"{mappings}/clients/{{of}}"):
        ROUTES += [
            route("GET", place, scope_mappings, *_VIEW),
            route("GET", f"{place}/composite", effective, *_VIEW),
            route("GET", f"{place}/available", available, *_VIEW),
            route("POST", place, add_scope_mappings, _MANAGE),
            route("DELETE", place, remove_scope_mappings, _MANAGE),
        ]
