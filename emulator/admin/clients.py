"""Clients: find, create, read, update, delete."""

from __future__ import annotations

from typing import Any

from emulator.admin import _protection as protection
from emulator.admin import access
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page
from emulator.core.errors import AdminError
from emulator.login import sessions
from emulator.realm import clients, people
from emulator.realm.views import Client, User
from emulator.state import api_tokens, authorization, roles
from emulator.web.response import Response, json_response, json_text

_VIEW = ("view-clients", "manage-clients")
_POST_LOGOUT = "post.logout.redirect.uris"
_PROTECTS, _SETTINGS = "authorizationServicesEnabled", "authorizationSettings"


def representation(admin: AdminCall, client: Client) -> dict[str, Any]:
    """The client as the Admin API shows it."""
    manage = admin.may("manage-clients") and client.client_id != access.REALM_MANAGEMENT
    return {**client.document, "access": {"view": True, "configure": manage, "manage": manage}}


def listing(admin: AdminCall) -> Response:
    """All clients, or the one with ``clientId``; with ``search`` those whose id contains it."""
    query = admin.call.query
    wanted, search = query.get("clientId"), query.get("search") == "true"
    matching = [
        Client(document)
        for document in admin.tables.clients
        if wanted is None or document["clientId"] == wanted or (search and wanted.lower() in document["clientId"].lower())
    ]
    matching.sort(key=lambda client: client.client_id)
    if not admin.may(*_VIEW):
        return found([_brief(client) for client in page(admin, matching)])
    return found([representation(admin, client) for client in page(admin, matching)])


def _brief(client: Client) -> dict[str, Any]:
    shown = {name: client.document[name] for name in ("id", "clientId", "name", "description") if name in client.document}
    return {**shown, "enabled": client.enabled}


def client_of(admin: AdminCall) -> Client:
    """The client of the path; raises 404."""
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client


def create(admin: AdminCall) -> Response:
    """A new client, with everything that Keycloak adds."""
    made = add(admin, admin.body("ClientRepresentation"), with_role=True)
    return created(admin, "clients", made["id"])


def add(admin: AdminCall, document: dict[str, Any], *, with_role: bool = False) -> dict[str, Any]:
    """Stores a client with everything that Keycloak adds; raises AdminError for one that is there, or whose URIs are refused.

    A resource server's service account may use the protection API where it gets the role for it (``with_role``).
    """
    _check_uris(document)
    if document.get(_PROTECTS):
        protection.check(document)
    realm = {**admin.tables.document, "clientScopes": list(admin.tables.client_scopes)}
    made = clients.client(document, realm, admin.context.ids, now=admin.context.clock.seconds())
    if not (document.get("attributes") or {}).get(_POST_LOGOUT):
        made["attributes"].pop(_POST_LOGOUT, None)
    if admin.tables.client(made["clientId"]) is not None:
        raise AdminError(409, {"errorMessage": f"Client {made['clientId']} already exists"})
    protects, settings = made.pop(_PROTECTS, False), made.pop(_SETTINGS, None)
    admin.tables.clients.put(made["id"], made)
    if made["serviceAccountsEnabled"]:
        _add_service_account(admin, made["clientId"])
    if protects:
        protection.switch_on(admin, made, settings, with_role=with_role)
    return made


def _check_uris(document: dict[str, Any]) -> None:
    for uri in document.get("redirectUris") or ():
        if any(letter <= " " or letter in '<>"{}|\\^`' for letter in uri):
            raise AdminError(400, {"error": "invalid_input", "error_description": "A redirect URI is not a valid URI"})
        if "#" in uri:
            message = "Redirect URIs must not contain an URI fragment"
            raise AdminError(400, {"error": "invalid_input", "error_description": message})


def _add_service_account(admin: AdminCall, client_id: str) -> None:
    tables = admin.tables
    if tables.users.one("serviceAccountClientId", client_id) is not None:
        return
    name = tables.realm.default_role.get("name", "")
    user = people.service_account(client_id, name, admin.context.ids)
    user["createdTimestamp"] = admin.context.clock.millis()
    user.pop("realmRoles")
    tables.users.put(user["id"], user)
    role = tables.realm_role(name)
    if role is not None:
        roles.add(tables, user["id"], (role.id,))


def read(admin: AdminCall) -> Response:
    """One client."""
    return found(representation(admin, client_of(admin)))


def update(admin: AdminCall) -> Response:
    """Merges a representation into the client: what is absent stays."""
    current = client_of(admin).document
    document = admin.body("ClientRepresentation")
    _check_uris(document)
    taken = admin.tables.client(document.get("clientId") or "")
    if taken is not None and taken.id != current["id"]:
        raise AdminError(409, {"errorMessage": f"Client {taken.client_id} already exists"})
    changes = {k: v for k, v in document.items() if v is not None and k not in ("id", "access", "attributes", _PROTECTS, _SETTINGS)}
    if "redirectUris" in changes and "webOrigins" not in changes and not current.get("webOrigins"):
        changes["webOrigins"] = clients.origins_of(changes["redirectUris"])
    merged = {**current, **changes}
    if merged.get("publicClient"):
        merged.pop("secret", None)
    attributes = dict(current.get("attributes") or {})
    for name, value in (document.get("attributes") or {}).items():
        if value in (None, ""):
            attributes.pop(name, None)
        else:
            attributes[name] = str(value)
    merged.pop(_PROTECTS, None)
    admin.tables.clients.put(current["id"], {**merged, "attributes": attributes})
    if changes.get("serviceAccountsEnabled"):
        _add_service_account(admin, {**current, **changes}["clientId"])
    if document.get(_PROTECTS) and not (document.get("publicClient") or document.get("bearerOnly")):
        protection.switch_on(admin, {**merged, "attributes": attributes}, None, with_role=True)
    else:
        authorization.remove_server(admin.tables, current["id"])
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a client with its roles and its service account."""
    client = client_of(admin)
    tables = admin.tables
    for document in tables.roles.many("container", client.id):
        role = tables.role(document["id"])
        if role is not None:
            roles.delete(tables, role)
    tables.role_mappings.delete(client.id)
    user = tables.users.one("serviceAccountClientId", client.client_id)
    if user is not None:
        api_tokens.delete_user(tables, user["id"])
    for session in tables.user_sessions.many("client", client.id):
        sessions.leave(admin.context, session, client, end_empty=False)
    authorization.forget_client(tables, client.id)
    tables.clients.delete(client.id)
    return done(no_cache=True)


def secret(admin: AdminCall) -> Response:
    """The client's secret."""
    client = client_of(admin)
    return found({"type": "secret", **({"value": client.secret} if client.secret else {})})


def new_secret(admin: AdminCall) -> Response:
    """Another secret in place of the client's."""
    client = client_of(admin)
    value = admin.context.ids.secret(clients.SECRET_LENGTH)
    attributes = {**client.attributes, "client.secret.creation.time": str(admin.context.clock.seconds())}
    admin.tables.clients.put(client.id, {**client.document, "secret": value, "attributes": attributes})
    return json_response({"type": "secret", "value": value}, charset=True)


def service_account(admin: AdminCall) -> Response:
    """The user that stands for the client."""
    from emulator.admin import users

    client = client_of(admin)
    document = admin.tables.users.one("serviceAccountClientId", client.client_id)
    if document is None or not client.service_accounts:
        raise AdminError(400, {"error": f"Service account not enabled for the client '{client.client_id}'"})
    return found(users.representation(admin.tables, User(document)))


def installation(admin: AdminCall) -> Response:
    """The file that Keycloak's own adapters are configured with."""
    client = client_of(admin)
    if admin.call.parameters["provider"] != "keycloak-oidc-keycloak-json":
        raise AdminError(404, {"error": "Unknown Provider"})
    shown: dict[str, Any] = {
        "realm": admin.tables.realm.name, "auth-server-url": f"{admin.call.base}/", "ssl-required": admin.tables.realm.ssl_required,
        "resource": client.client_id,
    }  # fmt: skip
    if client.bearer_only:
        shown["bearer-only"] = True
    elif client.public:
        shown["public-client"] = True
    elif client.secret:
        shown["credentials"] = {"secret": client.secret}
    if admin.tables.roles.many("container", client.id):
        shown["use-resource-role-mappings"] = True
    return Response(200, "text/plain", json_text({**shown, "confidential-port": 0}), [("Cache-Control", "no-cache")])


ROUTES = [
    route("GET", "/clients", listing, *_VIEW, "query-clients"),
    route("POST", "/clients", create, "manage-clients", "create-client"),
    route("GET", "/clients/{client}", read, *_VIEW),
    route("PUT", "/clients/{client}", update, "manage-clients"),
    route("DELETE", "/clients/{client}", delete, "manage-clients"),
    route("GET", "/clients/{client}/client-secret", secret, *_VIEW),
    route("POST", "/clients/{client}/client-secret", new_secret, "manage-clients", media=""),
    route("GET", "/clients/{client}/service-account-user", service_account, *_VIEW),
    route("GET", "/clients/{client}/installation/providers/{provider}", installation, *_VIEW),
]
