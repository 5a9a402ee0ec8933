"""A client comes to be, changes and goes, with all that belongs to it: secret, scopes, mappers, service account, roles, sessions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from emulator.context import Context
from emulator.core.documents import Document
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.login import sessions
from emulator.realm import clients, people
from emulator.realm.gates import protocol_mapper
from emulator.realm.gates.protocol_mapper import text
from emulator.realm.views import Client
from emulator.state import authorization, roles, users
from emulator.state.store import RealmTables

_LOGOUT_URL = "backchannel.logout.url"
_POST_LOGOUT = "post.logout.redirect.uris"
_SECRET_TIME = "client.secret.creation.time"
_OF_RESOURCE_SERVERS = ("authorizationServicesEnabled", "authorizationSettings")
"""What the room that makes resource servers keeps elsewhere."""
_COMPUTED = "realm_client"
_PROPERTIES = (
    "name", "description", "enabled", "alwaysDisplayInConsole", "adminUrl", "surrogateAuthRequired", "rootUrl", "baseUrl", "bearerOnly",
    "consentRequired", "standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "publicClient",
    "frontchannelLogout", "notBefore", "protocol", "nodeReRegistrationTimeout", "clientAuthenticatorType", "fullScopeAllowed", "type",
)  # fmt: skip


def add(context: Context, representation: Mapping[str, Any], *, imported: bool = False) -> Document:
    """Stores a client with everything that Keycloak adds; raises AdminError for one that is there, or that binds flows that are not.

    One that says it speaks OpenID Connect gets more defaults than one that leaves it open, unless it is ``imported``; then its service
    account is not made either.
    """
    tables = context.tables
    openid = not imported and representation.get("protocol") == clients.OPENID_CONNECT
    if openid:
        representation = _openid_defaults(representation)
    realm = {**tables.document, "clientScopes": list(tables.client_scopes)}
    lists = {name: clients.filled(representation[name]) for name in ("redirectUris", "webOrigins") if representation.get(name) is not None}
    client = clients.client({**representation, **lists}, realm, context.ids, has_service_account=imported, now=context.clock.seconds())
    if not (representation.get("attributes") or {}).get(_POST_LOGOUT):
        client["attributes"].pop(_POST_LOGOUT, None)
    if client["protocol"] == "saml" and not imported:
        client["attributes"][clients.ARTIFACT] = clients.artifact_identifier(client["clientId"])
    for name in _OF_RESOURCE_SERVERS:
        client.pop(name, None)
    _bind_flows(tables, client, client["authenticationFlowBindingOverrides"])
    if openid and representation.get("publicClient") is None:
        # The secret that was made for it stays unseen; when it was made is still told.
        client["publicClient"] = True
        client.pop("secret", None)
    if tables.client(client["clientId"]) is not None:
        raise AdminError(409, {"errorMessage": f"Client {client['clientId']} already exists"})
    tables.clients.put(client["id"], client)
    if client["serviceAccountsEnabled"] and not imported:
        add_service_account(context, client["clientId"])
    return client


def _give_artifact_identifier(attributes: dict[str, str], client: Client, representation: Mapping[str, Any]) -> None:
    """What names a SAML client in artifacts follows from its name: from a new one always, else where nothing is said."""
    name = str(representation["clientId"])
    if name != client.client_id:
        attributes[clients.ARTIFACT] = clients.artifact_identifier(name)
    elif clients.ARTIFACT not in (representation.get("attributes") or {}):
        attributes.setdefault(clients.ARTIFACT, clients.artifact_identifier(name))


def _openid_defaults(representation: Mapping[str, Any]) -> Document:
    """What a new client of OpenID Connect is unless it says otherwise: password grants, and the URLs that follow from its root URL."""
    document = dict(representation)
    root = representation.get("rootUrl")
    if root is not None and not representation.get("redirectUris"):
        document["redirectUris"] = [f"{root}*" if root.endswith("/") else f"{root}/*"]
        document["webOrigins"] = clients.origins_of([root])
    if root is not None and root not in clients.OF_SERVER and representation.get("adminUrl") is None:
        document["adminUrl"] = root
    if representation.get("directGrantsOnly") is None and representation.get("directAccessGrantsEnabled") is None:
        document["directAccessGrantsEnabled"] = True
    attributes = representation.get("attributes") or {}
    if _LOGOUT_URL not in attributes:
        sessions_too = {"backchannel.logout.session.required": "true", "backchannel.logout.revoke.offline.tokens": "false"}
        document["attributes"] = {**attributes, **sessions_too}
    return document


def add_service_account(context: Context, client_id: str) -> None:
    """The user that stands for the client, where there is none yet."""
    tables = context.tables
    if tables.users.one("serviceAccountClientId", client_id) is not None:
        return
    name = tables.realm.default_role.get("name", "")
    user = people.service_account(client_id, name, context.ids)
    user["createdTimestamp"] = context.clock.millis()
    user.pop("realmRoles")
    tables.users.put(user["id"], user)
    role = tables.realm_role(name)
    if role is not None:
        roles.add(tables, user["id"], (role.id,))


def need_service_account(context: Context, client: Client) -> None:
    """Makes the user that stands for a client with a service account, and gives the client its scope, where there is no such user."""
    if client.service_accounts and context.tables.users.one("serviceAccountClientId", client.client_id) is None:
        document = dict(client.document)
        _give_service_account(context, document, wanted=True)
        context.tables.clients.put(client.id, document)


def update(context: Context, client: Client, representation: Mapping[str, Any], *, with_scopes: bool = True) -> Document:
    """Merges a representation into a client: mappers that are given replace the others, and so do scopes if ``with_scopes``."""
    document = {**client.document, **{name: representation[name] for name in _PROPERTIES if representation.get(name) is not None}}
    _give_name(context.tables, document, representation.get("clientId"))
    if document.get("protocol", client.protocol) != client.protocol:
        _usual_scopes(context.tables, document)
    attributes = _merged(client.attributes, representation.get("attributes") or {})
    if representation.get("protocol") == "saml" and representation.get("clientId"):
        _give_artifact_identifier(attributes, client, representation)
    document["attributes"] = attributes
    _give_secret(context, document, representation.get("secret"))
    for name in ("redirectUris", "webOrigins"):
        if representation.get(name) is not None:
            document[name] = list(dict.fromkeys(clients.filled(representation[name])))
    if not document.get("webOrigins") and representation.get("webOrigins") is None:
        document["webOrigins"] = list(dict.fromkeys(clients.origins_of(document.get("redirectUris") or ())))
    _bind_flows(context.tables, document, representation.get("authenticationFlowBindingOverrides") or {})
    if representation.get("registeredNodes"):
        document["registeredNodes"] = {**(document.get("registeredNodes") or {}), **representation["registeredNodes"]}
    _give_service_account(context, document, representation.get("serviceAccountsEnabled"))
    if representation.get("protocolMappers") is not None:
        _give_mappers(context, document, representation["protocolMappers"])
    if with_scopes and (representation.get("defaultClientScopes") is not None or representation.get("optionalClientScopes") is not None):
        _give_scopes(context.tables, document, representation, clients.scope_protocols(document.get("protocol")))
    context.tables.clients.put(client.id, document)
    return document


def _give_name(tables: RealmTables, document: Document, wanted: str | None) -> None:
    """Another ``clientId``, which the service account is called after."""
    if wanted is None or wanted == document["clientId"]:
        return
    account = tables.users.one("serviceAccountClientId", document["clientId"])
    if account is not None:
        renamed = {"username": f"{people.SERVICE_ACCOUNT_PREFIX}{wanted}", "serviceAccountClientId": wanted}
        tables.users.put(account["id"], {**account, **renamed})
    document["clientId"] = wanted


def _usual_scopes(tables: RealmTables, document: Document) -> None:
    """A client that speaks another protocol gets the scopes that the realm has for that one."""
    realm = tables.document
    usual = {
        "defaultClientScopes": realm.get("defaultDefaultClientScopes"),
        "optionalClientScopes": realm.get("defaultOptionalClientScopes"),
    }
    _give_scopes(tables, document, usual, (document.get("protocol"),))
    known = tables.client_scope(clients.SERVICE_ACCOUNT)
    if document.get("serviceAccountsEnabled") and known is not None and known.protocol == document["protocol"]:
        document["defaultClientScopes"] = [*document["defaultClientScopes"], clients.SERVICE_ACCOUNT]


def _merged(current: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    found = dict(current)
    for name, value in given.items():
        if clients.is_blank(value):
            found.pop(name, None)
        elif name != _COMPUTED:
            found[name] = text(value)
    return found


def _give_secret(context: Context, document: Document, wanted: str | None) -> None:
    if document.get("publicClient"):
        document.pop("secret", None)
    elif wanted is not None:
        document["secret"] = wanted
    elif document.get("secret") is None:
        document["secret"] = context.ids.secret(clients.SECRET_LENGTH)
        document["attributes"][_SECRET_TIME] = str(context.clock.seconds())


def _bind_flows(tables: RealmTables, document: Document, overrides: Mapping[str, str | None]) -> None:
    known = {flow.get("id") for flow in tables.document.get("authenticationFlows") or ()}
    bound = dict(document.get("authenticationFlowBindingOverrides") or {})
    for name, flow in overrides.items():
        if not flow or not flow.strip():
            bound.pop(name, None)
        elif flow in known:
            bound[name] = flow
        else:
            raise AdminError(500, UNKNOWN_ERROR, f"there is no flow '{flow}' to bind to {name}")
    document["authenticationFlowBindingOverrides"] = bound


def _give_service_account(context: Context, document: Document, wanted: bool | None) -> None:
    scopes = document.get("defaultClientScopes") or []
    if wanted:
        add_service_account(context, document["clientId"])
        known = context.tables.client_scope(clients.SERVICE_ACCOUNT)
        if known is not None and known.protocol == document.get("protocol") and clients.SERVICE_ACCOUNT not in scopes:
            document["defaultClientScopes"] = [*scopes, clients.SERVICE_ACCOUNT]
    elif wanted is False or not document.get("serviceAccountsEnabled"):
        _end_service_account(context.tables, document["clientId"])
        document["defaultClientScopes"] = [name for name in scopes if name != clients.SERVICE_ACCOUNT]


def _end_service_account(tables: RealmTables, client_id: str) -> None:
    user = tables.users.one("serviceAccountClientId", client_id)
    if user is not None:
        users.delete(tables, user["id"])


def _give_mappers(context: Context, document: Document, given: Iterable[Mapping[str, Any]]) -> None:
    made = protocol_mapper.replaced(document.get("protocolMappers") or (), given, context.ids)
    document.pop("protocolMappers", None)
    if made:
        document["protocolMappers"] = made


def _give_scopes(tables: RealmTables, document: Document, given: Mapping[str, Any], protocols: Collection[str | None]) -> None:
    known = {scope["name"] for scope in tables.client_scopes if scope.get("protocol") in protocols}
    default = [name for name in dict.fromkeys(given.get("defaultClientScopes") or ()) if name in known]
    optional = [name for name in dict.fromkeys(given.get("optionalClientScopes") or ()) if name in known and name not in default]
    document["defaultClientScopes"], document["optionalClientScopes"] = default, optional


def delete(context: Context, client: Client) -> None:
    """Deletes a client with its roles, its service account, its tokens and its part in sessions."""
    tables = context.tables
    for document in tables.roles.many("container", client.id):
        role = tables.role(document["id"])
        if role is not None:
            roles.delete(tables, role, context.answers)
    tables.role_mappings.delete(client.id)
    _end_service_account(tables, client.client_id)
    sessions.leave_all(context, client)
    tables.registration_tokens.delete(client.id)
    authorization.forget_client(tables, client.id)
    tables.clients.delete(client.id)
    for state in tables.workflow_states.many("resource", client.id):
        tables.workflow_states.delete(state.id)


def default_roles(tables: RealmTables, client: Client) -> list[str]:
    """Names of the client's roles that every user of the realm has."""
    owner = tables.realm.default_role.get("id", "")
    return [role.name for role in roles.mapped(tables, owner) if role.container_id == client.id]


def set_default_roles(context: Context, client: Client, names: Iterable[str]) -> None:
    """Every user has these of the client's roles and no others; those that are missing are made."""
    tables, owner = context.tables, context.tables.realm.default_role.get("id", "")
    roles.remove(tables, owner, [role.id for role in roles.mapped(tables, owner) if role.container_id == client.id])
    for name in names:
        role = tables.client_role(client, name)
        identifier = role.id if role is not None else context.ids.uuid()
        if role is None:
            document = {"id": identifier, "name": name, "clientRole": True, "containerId": client.id, "attributes": {}}
            tables.roles.put(identifier, document)
        roles.add(tables, owner, (identifier,))
