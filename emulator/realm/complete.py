"""What Keycloak's import makes of a representation: what is missing is added, what is given stays.

The result has the shape of a full export: every object has an id, roles are referred to by name, users are inline. All rules
are as observed on Keycloak.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.clock import Clock
from emulator.core.documents import Document
from emulator.core.ids import Ids
from emulator.realm import (
    authorization,
    clients,
    components,
    flows,
    identity_providers,
    kerberos_step,
    migrations,
    organizations,
    people,
    realm_fields,
    realm_roles,
    required_actions,
    schema,
    user_federation,
)
from emulator.realm.authorization_views import PROTECTION_ROLE
from emulator.realm.defaults import instantiate
from emulator.realm.gates import Surroundings, client_scope, lengths, protocol_mapper, user_profile
from emulator.realm.gates import client as client_gate
from emulator.realm.gates import user as user_gate
from emulator.realm.gates.ldap_mapper import Directory
from emulator.realm.realm_roles import names_of
from emulator.realm.refusal import broken, duplicate, invalid, of_fault, refuse_mapper
from emulator.realm.role_book import RoleBook
from emulator.realm.views import Client

_OFFLINE = "offline_access"
_USER_STORAGE = "org.keycloak.storage.UserStorageProvider"
_ACCOUNT, _ACCOUNT_CONSOLE = "account", "account-console"
_CONSOLE = "security-admin-console"
_OF_SCOPES = frozenset({"id", "name", "description", "protocol", "attributes", "protocolMappers"})
"""What of a client template makes a client scope."""
_WRITTEN_FIRST = frozenset({"name", "description", "clientId", "rootUrl", "baseUrl", "adminUrl"})
"""Members whose length Keycloak's database refuses before anything else of an import could fail."""


def fresh(name: str, ids: Ids) -> Document:
    """The realm that ``POST /admin/realms {"realm": name, "enabled": true}`` makes."""
    return complete({"realm": name, "enabled": True}, ids)


def master(ids: Ids) -> Document:
    """The realm ``master`` of a first start, without users."""
    document = instantiate("master", "master", ids)
    document["users"] = []
    return document


def realm_client(name: str, ids: Ids) -> tuple[Document, list[Document]]:
    """What ``master`` gets for every other realm: the client ``<name>-realm`` and its roles."""
    found = instantiate("realm_client", name, ids)
    return found["client"], found["roles"]


def complete(
    source: Document, ids: Ids, clock: Clock | None = None, features: frozenset[str] = frozenset(), *, last_use: bool = False
) -> Document:
    """The realm that importing ``source`` makes; raises AdminError for what Keycloak refuses.

    ``features`` are those of the server that are on. ``source`` stays as it is, but with ``last_use`` the list of its users is emptied.
    """
    now = (clock or Clock()).millis()
    name = realm_fields.check_names(source)
    _refuse_nulls(source)
    source = _modern({key: value for key, value in source.items() if value is not None})
    base = instantiate("realm", name, ids)
    result = realm_fields.fields(source, base)
    flows.add(result, source, base, ids)
    result["requiredActions"] = flows.required_actions(source.get("requiredActions"), base["requiredActions"])
    providers = source.get("identityProviders") or ()
    result["identityProviders"] = identity_providers.providers(providers, result, ids, features)
    result["identityProviderMappers"] = identity_providers.mappers(source.get("identityProviderMappers") or (), ids)
    _client_scopes(result, source, base, ids)
    _clients(result, source, base, ids, now)
    book = RoleBook(result["id"], ids)
    realm_roles.add(book, result, source, base)
    realm_roles.scope_mappings(book, result, source, base)
    result["groups"] = people.groups(source.get("groups") or (), book, ids)
    paths = people.group_paths(result["groups"])
    result["defaultGroups"] = people.known_paths(source.get("defaultGroups") or (), paths) if source.get("groups") else []
    result["components"] = _components(source, base, ids, Directory("", book.has, lambda path: user_gate.full_path(path) in paths))
    for component in user_federation.created(source, ids):
        result["authenticationFlows"] = kerberos_step.following(result["authenticationFlows"], None, component)
    faulty = user_profile.of_components(result["components"], names_of("name", result["clientScopes"]))
    if faulty:
        raise broken(user_profile.sentence(faulty))
    users = source.get("users") or []
    result["users"] = _users(book, result, people.drained(users) if last_use else users, ids, paths, now)
    result |= organizations.completed(result, source, ids)
    realm_roles.finish(book, result, base)
    migrations.make_new(result, source.get("keycloakVersion"), ids)
    return result


def _components(given: Document, base: Document, ids: Ids, around: Directory) -> dict[str, list[Document]]:
    brought, defaults = user_federation.components(given, ids), components.old_keys(given, base["components"], ids)
    return components.components(brought, defaults, ids, around)


def _refuse_nulls(given: Mapping[str, Any]) -> None:
    """Refuses nulls among objects, wherever they are, as Keycloak's import does not expect them."""
    place = next(schema.nulls(given, "RealmRepresentation"), None)
    if place is not None:
        raise broken(f"{schema.path_text(place)} is null")
    if any(None in (owner.get("defaultRoles") or ()) for owner in (given, *(given.get("clients") or ()))):
        raise broken("one of defaultRoles is null")


def _modern(source: Document) -> Document:
    """Members of old versions under their present names."""
    providers = identity_providers.legacy(source)
    if providers is not None:
        source["identityProviders"] = providers
    old: list[tuple[Document, Document]] = [(app, {}) for app in source.get("applications") or ()]
    old += [(app, {"consentRequired": True, "fullScopeAllowed": False}) for app in source.get("oauthClients") or ()]
    if old:
        if "roles" not in source:
            raise broken("applications without roles end Keycloak's import")
        converted = [{**app, **more, "clientId": app.get("name"), "name": None} for app, more in old]
        source["clients"] = [*(source.get("clients") or ()), *converted]
    if "clientScopeMappings" not in source and "applicationScopeMappings" in source:
        source["clientScopeMappings"] = source["applicationScopeMappings"]
    return source


def _no_doubles(what: str, documents: Iterable[Mapping[str, Any]], *keys: str) -> None:
    for key in keys:
        seen: set[str] = set()
        for document in documents:
            value = document.get(key)
            if value is None:
                continue
            if value in seen:
                raise duplicate(f"two {what} have {key} {value}")
            seen.add(value)


def _client_scopes(result: Document, source: Document, base: Document, ids: Ids) -> None:
    templates = [{key: value for key, value in old.items() if key in _OF_SCOPES} for old in source.get("clientTemplates") or ()]
    scopes = [_client_scope(scope, ids) for scope in templates or source.get("clientScopes") or ()]
    defaults: list[str] = base["defaultDefaultClientScopes"]
    optional: list[str] = base["defaultOptionalClientScopes"]
    if source.get("clientScopes") is None:
        result["clientScopes"] = [*base["clientScopes"], *scopes]
    else:
        offline = [s for s in base["clientScopes"] if s["name"] == _OFFLINE and _OFFLINE not in names_of("name", scopes)]
        result["clientScopes"] = [*scopes, *offline]
        defaults, optional = [], [scope["name"] for scope in offline]
    _no_doubles("client scopes", result["clientScopes"], "name", "id")
    mine = names_of("name", scopes)
    more = [name for name in source.get("defaultDefaultClientScopes") or () if name in mine]
    more_optional = [name for name in source.get("defaultOptionalClientScopes") or () if name in mine]
    if set(more) & set(more_optional):
        raise duplicate("a client scope is both default and optional")
    result["defaultDefaultClientScopes"] = list(dict.fromkeys([*defaults, *more]))
    result["defaultOptionalClientScopes"] = list(dict.fromkeys([*optional, *more_optional]))


def _client_scope(source: Mapping[str, Any], ids: Ids) -> Document:
    """A client scope as an import keeps it: of its gate's faults only what nobody could store counts, and spaces become underscores."""
    for fault in protocol_mapper.faults(source.get("protocolMappers") or (), of_scope=True):
        refuse_mapper(fault, duplicate)
    scope = client_scope.stored({**source, "name": source["name"].replace(" ", "_")} if source.get("name") else source, ids)
    for fault in client_scope.faults(scope):
        if fault.key == lengths.TOO_LONG:
            raise invalid("Database operation failed")
        if fault.kind == "unforeseen":
            raise broken(fault.message)
    return scope


def _clients(result: Document, source: Document, base: Document, ids: Ids, now: int) -> None:
    taken = names_of("clientId", source.get("clients"))
    skipped = {_ACCOUNT_CONSOLE} if _ACCOUNT in taken else set()
    defaults = [c for c in base["clients"] if c["clientId"] not in (taken - {_ACCOUNT_CONSOLE}) | skipped]
    if source.get("clientScopes") is not None:
        defaults = [{**c, "defaultClientScopes": [], "optionalClientScopes": []} for c in defaults]
    owners = names_of("serviceAccountClientId", source.get("users"))
    mine = []
    for client in source.get("clients") or ():
        for fault in protocol_mapper.faults(client.get("protocolMappers") or ()):
            refuse_mapper(fault, broken)
        lists = {name: clients.filled(client[name]) for name in ("redirectUris", "webOrigins") if client.get(name) is not None}
        mine.append(clients.client({**client, **lists}, result, ids, client.get("clientId") in owners, now // 1000))
        _admit_client(mine[-1], result)
    result["clients"] = [*defaults, *mine]
    _no_doubles("clients", result["clients"], "clientId", "id")
    _no_doubles("mappers", [m for c in (*mine, *result["clientScopes"]) for m in c.get("protocolMappers") or ()], "id")
    _locale_mapper(mine, base)
    known_flows = names_of("id", result["authenticationFlows"])
    for client in mine:
        for binding, flow in client["authenticationFlowBindingOverrides"].items():
            if flow not in known_flows:
                raise broken(f"Unable to resolve auth flow binding override for: {binding}")
        if client.get("authorizationServicesEnabled"):
            client["authorizationSettings"] = authorization.settings(client.get("authorizationSettings") or {})


def _admit_client(client: Document, realm: Document) -> None:
    """Raises what Keycloak's import answers to a client that its gate does not let through; the reason is in its log only."""
    identifier = client_gate.identifier_fault(client["id"])
    if identifier is not None:
        raise invalid(identifier.message)
    faults = client_gate.faults(Client(client), Surroundings(realm))
    if faults and faults[0].key == lengths.TOO_LONG and faults[0].path[0] in _WRITTEN_FIRST:
        raise invalid("Database operation failed")
    if faults:
        raise broken(f"Invalid client {client['clientId']}: {'; '.join(fault.message for fault in faults)}")


def _locale_mapper(mine: list[Document], base: Document) -> None:
    """The admin console, also a given one, tells the user's locale."""
    for client in mine:
        if client["clientId"] == _CONSOLE:
            template = next(c for c in base["clients"] if c["clientId"] == _CONSOLE)["protocolMappers"]
            known = names_of("name", client.get("protocolMappers"))
            client["protocolMappers"] = [*(client.get("protocolMappers") or ()), *(m for m in template if m["name"] not in known)]


def _users(
    book: RoleBook, result: Document, sources: Iterable[Mapping[str, Any]], ids: Ids, paths: Mapping[str, None], now: int
) -> list[Document]:
    around = _Around(book, paths, names_of("name", result["clientScopes"]))
    users = [_user(book, result, user, around, ids, now) for user in sources]
    storages = names_of("id", result["components"].get(_USER_STORAGE))
    users = [user for user in users if user.get("federationLink") is None or user["federationLink"] in storages]
    owners = names_of("serviceAccountClientId", users)
    default = result["defaultRole"]["name"]
    actions = required_actions.default_aliases(result["requiredActions"])
    for client in result["clients"]:
        if not client.get("serviceAccountsEnabled"):
            continue
        if client["clientId"] in owners:
            if sum(user.get("serviceAccountClientId") == client["clientId"] for user in users) > 1:
                raise broken(f"client {client['clientId']} has more than one service account")
            continue
        account = people.service_account(client["clientId"], default, ids, now)
        account |= {"requiredActions": actions, "groups": list(result["defaultGroups"])}
        if client.get("authorizationServicesEnabled"):
            account["clientRoles"] = book.need({client["clientId"]: [PROTECTION_ROLE]})
        users.append(account)
    _no_doubles("users", users, "username", "id")
    if not result.get("duplicateEmailsAllowed"):
        _no_doubles("users", users, "email")
    return users


class _Around:
    """What a realm that is imported has so far."""

    def __init__(self, book: RoleBook, paths: Mapping[str, None], scopes: set[str]) -> None:
        self._paths, self._scopes = paths, scopes
        self.has_client = book.has_client

    def has_group(self, path: str) -> bool:
        """Whether there is a group at a path."""
        return path in self._paths

    def has_client_scope(self, name: str) -> bool:
        """Whether there is a client scope."""
        return name in self._scopes


def _user(book: RoleBook, result: Document, source: Mapping[str, Any], around: _Around, ids: Ids, now: int) -> Document:
    for fault in user_gate.imported_faults(source, around):
        raise of_fault(fault)
    user = people.user(source, ids, now)
    if user.get("realmRoles"):
        user["realmRoles"] = book.need_realm(user["realmRoles"])
    client_roles = source.get("clientRoles") or source.get("applicationRoles")
    if client_roles:
        user["clientRoles"] = book.need(client_roles)
    user["groups"] = [user_gate.full_path(path) for path in user.get("groups") or ()]
    return user
