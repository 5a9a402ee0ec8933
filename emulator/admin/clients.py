"""Clients: find, create, read, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from emulator.admin import _attribute_query, _client_gate, fine_grained
from emulator.admin import _client_changes as policies
from emulator.admin import _protection as protection
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, listed, page
from emulator.authz import admin_permissions
from emulator.core.errors import AdminError
from emulator.core.wildcards import like
from emulator.realm import clients
from emulator.realm.gates import client as gate
from emulator.realm.refusal import broken, conflict
from emulator.realm.views import Client, User
from emulator.registration import lifecycle, saml_clients
from emulator.registration.installations import INSTALLATIONS
from emulator.state import authorization
from emulator.web.response import Response, json_response
from emulator.world import ids_elsewhere

_VIEW = ("view-clients", "manage-clients")
_PROTECTS, _SETTINGS = "authorizationServicesEnabled", "authorizationSettings"


_SEARCHED = frozenset({
    "saml_idp_initiated_sso_url_name", "saml.artifact.binding.identifier", "jwt.credential.issuer", "jwt.credential.sub",
})  # fmt: skip
"""The attributes that clients may be asked for by."""


def representation(admin: AdminCall, client: Client) -> dict[str, Any]:
    """The client as the Admin API shows it."""
    closed = gate.is_closed(admin.tables.realm.name, client.client_id) or admin_permissions.protects(admin.tables, client.id)
    manage = admin.may("manage-clients") and not closed
    shown = {name: value for name, value in client.document.items() if name != "secret" or not client.public}
    if not admin.may(*_VIEW) and fine_grained.of(admin) is not None and not fine_grained.sees(admin, admin_permissions.CLIENTS):
        # As observed, who sees the client by a permission for it alone does not see its scopes.
        shown = {**shown, "defaultClientScopes": [], "optionalClientScopes": []}
    access = {"view": True, "configure": manage, "manage": manage}
    return {**shown, "access": access if manage or closed else {**access, **fine_grained.client_access(admin, client.id)}}


def listing(admin: AdminCall) -> Response:
    """All clients, or the one with ``clientId``; with ``search`` those whose id contains it."""
    query = admin.call.query
    attributes = _attribute_query.pairs(query.get("q"))
    # As observed, a page without room for anything is empty before it is looked at.
    if attributes and admin.number("max") == 0:
        return found([])
    unknown = [name for name, _ in attributes if name not in _SEARCHED]
    if unknown:
        text = f"Attributes [{', '.join(unknown)}] not allowed for search"
        raise AdminError(400, {"error": "invalid_request", "error_description": text})
    # As observed, what is asked for by attributes is not narrowed by the name, even where ``q`` names none.
    wanted, search = "" if query.get("q") else query.get("clientId") or "", query.get("search") == "true"
    pattern = like(wanted)
    matching = [
        Client(document)
        for document in admin.tables.clients
        if not wanted.strip() or document["clientId"] == wanted or (search and pattern.search(document["clientId"]))
    ]
    matching = [client for client in matching if all(client.attributes.get(name) == value for name, value in attributes)]
    matching.sort(key=lambda client: client.client_id)
    if not admin.may(*_VIEW):
        documents = [client.document for client in matching]
        matching = [Client(document) for document in fine_grained.visible(admin, admin_permissions.CLIENTS, documents)]
    # As observed, there are no pages of the one client with an id.
    chosen = matching if wanted.strip() and not search else page(admin, matching)
    return listed(admin, chosen, partial(representation, admin))


def client_of(admin: AdminCall) -> Client:
    """The client of the path; raises 404."""
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client


def create(admin: AdminCall) -> Response:
    """A new client, with everything that Keycloak adds; a SAML client gets a key pair."""
    return created(admin, "clients", add(admin, admin.body("ClientRepresentation"), with_role=True)["id"])


def add(admin: AdminCall, document: dict[str, Any], *, with_role: bool = False) -> dict[str, Any]:
    """Stores a client with everything that Keycloak adds; raises AdminError for one that is there, or that is refused.

    A resource server's service account may use the protection API where it gets the role for it (``with_role``): where an
    administrator makes the client, and does not import it. Then it has to be valid too, and to have a service account.
    """
    _client_gate.admit_new(admin, document, imported=not with_role)
    changed = policies.changed(admin, None, document)
    if with_role and changed.get("protocol") == "saml":
        changed = saml_clients.completed(changed, changed.get("clientId") or "", admin.context.answers, admin.context.clock.now())
    client = lifecycle.add(admin.context, changed, imported=not with_role)
    if with_role and _protects(document):
        protection.check(document)
    if with_role:
        _client_gate.admit(admin.tables, Client(client), changed)
    else:
        _client_gate.admit_imported(admin.tables, Client(client))
    if _protects(changed):
        try:
            protection.switch_on(admin, client, changed.get(_SETTINGS), with_role=with_role)
        except AdminError as error:
            if error.status != 409:
                raise
            raise _client_gate.taken(client["clientId"], error.reason) from error
    policies.written(admin, "REGISTERED", Client(client))
    return client


def _protects(document: Mapping[str, Any]) -> bool:
    """Whether a client is to be a resource server: it says so, or it has settings for it."""
    return bool(document.get(_PROTECTS)) or document.get(_SETTINGS) is not None


def read(admin: AdminCall) -> Response:
    """One client."""
    client = client_of(admin)
    policies.touched(admin, "VIEW", client)
    return found(representation(admin, client))


def update(admin: AdminCall) -> Response:
    """Merges a representation into the client: what is absent stays."""
    client = client_of(admin)
    document = policies.changed(admin, client, admin.body("ClientRepresentation"))
    protects = _protects(document) and not (document.get("publicClient") or document.get("bearerOnly"))
    of_permissions = admin_permissions.protects(admin.tables, client.id)
    if of_permissions and not protects:
        raise AdminError(400, {"error": "invalid_input", "error_description": "Not supported for this client."})
    other = admin.tables.client(document.get("clientId") or "")
    is_taken = other is not None and other.id != client.id
    mappers = document.get("protocolMappers") or ()
    is_stored_first = _is_stored_first(client, document, protects=protects)
    if is_stored_first:
        _client_gate.admit_texts(mappers)
    if is_taken and is_stored_first:
        if protects and not _protects(client.document):
            raise broken("another client has the name")
        raise AdminError(409, {"errorMessage": "Client already exists"})
    if is_taken:
        document = {**document, "clientId": client.client_id}
    _client_gate.admit_mappers(admin.tables, client, mappers)
    ids_elsewhere.refuse_mappers(admin.call.emulator, admin.tables, document.get("protocolMappers"))
    plain = Client({name: value for name, value in client.document.items() if name != _PROTECTS})
    changed = lifecycle.update(admin.context, plain, document, with_scopes=False)
    _client_gate.admit_changed(admin.tables, Client(changed), is_stored_first=is_stored_first)
    _client_gate.admit_texts(mappers)
    if is_taken:
        raise conflict("there is such a client", late=True)
    if of_permissions:
        admin.tables.clients.put(client.id, {**changed, _PROTECTS: True})
    elif protects:
        protection.switch_on(admin, changed, None, with_role=True)
    else:
        authorization.remove_server(admin.tables, client.id)
    policies.written(admin, "UPDATED", Client(admin.tables.clients.get(client.id) or {}))
    return done()


def _is_stored_first(client: Client, document: Mapping[str, Any], *, protects: bool) -> bool:
    """Whether Keycloak looks into its database in between, so that it notices what it cannot store before it looks at the client."""
    has_other_protocol = document.get("protocol") in {*gate.PROTOCOLS} - {client.protocol}
    is_protection_changed = protects != _protects(client.document)
    return is_protection_changed or has_other_protocol or bool(document.get("registeredNodes")) or _has_mapper_of(client, document)


def _has_mapper_of(client: Client, document: Mapping[str, Any]) -> bool:
    """Whether a representation names a mapper that the client has already."""
    there = {mapper.get("name") for mapper in client.document.get("protocolMappers") or ()}
    return any(mapper and mapper.get("name") in there for mapper in document.get("protocolMappers") or ())


def delete(admin: AdminCall) -> Response:
    """Deletes a client with its roles and its service account; Keycloak's own clients stay."""
    client = client_of(admin)
    if gate.stays(admin.tables.realm.name, client.client_id) or admin_permissions.protects(admin.tables, client.id):
        message = {"error": "invalid_request", "error_description": "Could not delete client"}
        raise AdminError(400, message, f"'{client.client_id}' is one of Keycloak's own clients")
    policies.touched(admin, "UNREGISTER", client)
    lifecycle.delete(admin.context, client)
    admin.changed = {"id": client.id, "clientId": client.client_id}
    return done(no_cache=True)


def secret(admin: AdminCall) -> Response:
    """The client's secret."""
    client = client_of(admin)
    return found({"type": "secret", **({"value": client.secret} if client.secret else {})})


def new_secret(admin: AdminCall) -> Response:
    """Another secret in place of the client's."""
    client = client_of(admin)
    policies.touched(admin, "UPDATE_SECRET", client)
    value = admin.context.ids.secret(clients.SECRET_LENGTH)
    attributes = {**client.attributes, "client.secret.creation.time": str(admin.context.clock.seconds())}
    admin.tables.clients.put(client.id, {**client.document, "secret": value, "attributes": attributes})
    admin.changed = {"type": "secret", "value": value}
    return json_response(admin.changed, charset=True)


def service_account(admin: AdminCall) -> Response:
    """The user that stands for the client, be it unused; as observed, one that was deleted is made again."""
    from emulator.admin import users

    client = client_of(admin)
    lifecycle.need_service_account(admin.context, client)
    document = admin.tables.users.one("serviceAccountClientId", client.client_id)
    if document is None:
        raise AdminError(400, {"error": f"Service account not enabled for the client '{client.client_id}'"})
    return found(users.representation(admin.tables, User(document)))


def installation(admin: AdminCall) -> Response:
    """A file that an adapter of the application is configured with."""
    client = client_of(admin)
    member = INSTALLATIONS.get(admin.call.parameters["provider"])
    if member is None:
        raise AdminError(404, {"error": "Unknown Provider"})
    content = member.write(admin.context, client, admin.context.base)
    body = content if isinstance(content, bytes) else content.encode()
    return Response(200, member.media, body, [("Cache-Control", "no-cache")])


ROUTES = [
    route("GET", "/clients", listing, *_VIEW, "query-clients"),
    route("POST", "/clients", create, "manage-clients", event="CLIENT", reads="ClientRepresentation"),
    route("GET", "/clients/{client}", read, *_VIEW),
    route("PUT", "/clients/{client}", update, "manage-clients", event="CLIENT", reads="ClientRepresentation"),
    route("DELETE", "/clients/{client}", delete, "manage-clients", event="CLIENT"),
    route("GET", "/clients/{client}/client-secret", secret, *_VIEW),
    route("POST", "/clients/{client}/client-secret", new_secret, "manage-clients", media="", event="CLIENT", operation="ACTION"),
    route("GET", "/clients/{client}/service-account-user", service_account, *_VIEW),
    route("GET", "/clients/{client}/installation/providers/{provider}", installation, *_VIEW),
]
