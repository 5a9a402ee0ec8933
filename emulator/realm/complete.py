"""What Keycloak's import makes of a representation: what is missing is added, what is given stays.

The result has the shape of a full export: every object has an id, roles are referred to by name, users are inline. All rules
are as observed on Keycloak.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.clock import Clock
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm import client_checks, clients, components, flows, identity_providers, people, realm_fields
from emulator.realm.defaults import instantiate
from emulator.realm.refusal import broken, duplicate
from emulator.realm.role_book import RoleBook, include, inner_client_roles

Document = dict[str, Any]

_OFFLINE = "offline_access"
_UMA = "uma_authorization"
_UMA_PROTECTION = "uma_protection"
_ACCOUNT, _ACCOUNT_CONSOLE = "account", "account-console"
_REALM_ADMIN = "realm-management"
_DEFAULT_ROLES = "default-roles-"
_AUTHORIZATION = {"allowRemoteResourceManagement": True, "policyEnforcementMode": "ENFORCING", "decisionStrategy": "UNANIMOUS"}


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


def complete(given: Document, ids: Ids, clock: Clock | None = None) -> Document:
    """The realm that importing ``given`` makes; raises AdminError for what Keycloak refuses. ``given`` stays as it is."""
    now = (clock or Clock()).millis()
    name = realm_fields.check_names(given)
    given = _modern({key: value for key, value in given.items() if value is not None})
    base = instantiate("realm", name, ids)
    result = realm_fields.fields(given, base)
    flows.add(result, given, base, ids)
    result["requiredActions"] = flows.required_actions(given.get("requiredActions"), base["requiredActions"])
    providers = given.get("identityProviders") or ()
    result["identityProviders"] = identity_providers.providers(providers, result["authenticationFlows"], ids)
    result["identityProviderMappers"] = identity_providers.mappers(given.get("identityProviderMappers") or (), ids)
    _client_scopes(result, given, base, ids)
    _clients(result, given, base, ids, now)
    book = RoleBook(result["id"], ids)
    _roles(book, result, given, base)
    _scope_mappings(book, result, given, base)
    result["groups"] = people.groups(given.get("groups") or (), book, ids)
    paths = people.group_paths(result["groups"])
    result["defaultGroups"] = people.known_paths(given.get("defaultGroups") or (), paths) if given.get("groups") else []
    result["components"] = components.components(given.get("components") or {}, base["components"], ids)
    _users(book, result, given, ids, paths, now)
    _finish_roles(book, result, base)
    return result


def _modern(given: Document) -> Document:
    """Members of old versions under their present names."""
    providers = identity_providers.legacy(given)
    if providers is not None:
        given["identityProviders"] = providers
    if given.get("applications") or given.get("oauthClients"):
        raise broken("applications and oauthClients are no longer understood")
    if "clientScopeMappings" not in given and "applicationScopeMappings" in given:
        given["clientScopeMappings"] = given["applicationScopeMappings"]
    return given


def _names(key: str, documents: Iterable[Mapping[str, Any]] | None) -> set[str]:
    return {document[key] for document in documents or () if document.get(key) is not None}


def _no_doubles(what: str, documents: Iterable[Mapping[str, Any]], *keys: str) -> None:
    for key in keys:
        seen: set[str] = set()
        for document in documents:
            value = document.get(key)
            if value is not None and value in seen:
                raise duplicate(f"two {what} have {key} {value}")
            seen.add(value or "")


def _client_scopes(result: Document, given: Document, base: Document, ids: Ids) -> None:
    templates = given.get("clientTemplates")
    scopes = [clients.client_scope(scope, ids) for scope in templates or given.get("clientScopes") or ()]
    if any("name" not in scope for scope in scopes):
        raise broken("a client scope needs a name")
    defaults: list[str] = base["defaultDefaultClientScopes"]
    optional: list[str] = base["defaultOptionalClientScopes"]
    if given.get("clientScopes") is None:
        result["clientScopes"] = [*base["clientScopes"], *scopes]
    else:
        offline = [s for s in base["clientScopes"] if s["name"] == _OFFLINE and _OFFLINE not in _names("name", scopes)]
        result["clientScopes"] = [*scopes, *offline]
        defaults, optional = [], [scope["name"] for scope in offline]
    _no_doubles("client scopes", result["clientScopes"], "name", "id")
    mine = _names("name", scopes)
    more = [name for name in given.get("defaultDefaultClientScopes") or () if name in mine]
    more_optional = [name for name in given.get("defaultOptionalClientScopes") or () if name in mine]
    if set(more) & set(more_optional):
        raise duplicate("a client scope is both default and optional")
    result["defaultDefaultClientScopes"] = list(dict.fromkeys([*defaults, *more]))
    result["defaultOptionalClientScopes"] = list(dict.fromkeys([*optional, *more_optional]))


def _clients(result: Document, given: Document, base: Document, ids: Ids, now: int) -> None:
    taken = _names("clientId", given.get("clients"))
    skipped = {_ACCOUNT_CONSOLE} if _ACCOUNT in taken else set()
    defaults = [c for c in base["clients"] if c["clientId"] not in (taken - {_ACCOUNT_CONSOLE}) | skipped]
    if given.get("clientScopes") is not None:
        defaults = [{**c, "defaultClientScopes": [], "optionalClientScopes": []} for c in defaults]
    owners = _names("serviceAccountClientId", given.get("users"))
    mine = []
    for client in given.get("clients") or ():
        made = clients.client(client, result, ids, client.get("clientId") in owners, now // 1000)
        client_checks.check(made)
        mine.append(made)
    result["clients"] = [*defaults, *mine]
    _no_doubles("clients", result["clients"], "clientId", "id")
    known_flows = _names("id", result["authenticationFlows"])
    for client in mine:
        for binding, flow in client["authenticationFlowBindingOverrides"].items():
            if flow not in known_flows:
                raise broken(f"Unable to resolve auth flow binding override for: {binding}")
        if client.get("authorizationServicesEnabled"):
            settings = client.get("authorizationSettings") or {}
            lists = {key: settings.get(key) or [] for key in ("resources", "policies", "scopes")}
            client["authorizationSettings"] = {**_AUTHORIZATION, **settings, **lists}


def _roles(book: RoleBook, result: Document, given: Document, base: Document) -> None:
    roles: Mapping[str, Any] = given.get("roles") or {}
    realm_roles = roles.get("realm") or ()
    own_clients = _names("clientId", given.get("clients"))
    for client in result["clients"]:
        book.add_client(client["clientId"], client["id"])
    template = {role["name"]: role for role in base["roles"]["realm"]}
    default = book.add_realm(_default_role(given, base, _names("name", realm_roles)))
    result["defaultRole"] = default
    built_in = {c: r for c, r in base["roles"]["client"].items() if c not in own_clients and c in book.client}
    for client_id, members in built_in.items():
        for role in members:
            book.add(client_id, role)
    for client_id, members in built_in.items():
        for role in members:
            book.compose(book.client[client_id][role["name"]], role.get("composites"))
    if _ACCOUNT in built_in:
        for name in ("view-profile", "manage-account"):
            include(default, name, _ACCOUNT)
    given_scopes = _names("name", given.get("clientScopes"))
    if not (_OFFLINE in _names("name", realm_roles) and _OFFLINE in given_scopes):
        book.add_realm(template[_OFFLINE])
        include(default, _OFFLINE)
    _given_roles(book, roles, default["name"])
    if given.get("roles") is not None or _REALM_ADMIN in own_clients:
        _admin_roles(book, base)
    if given.get("defaultRole") is None:
        for name in book.need_realm(given.get("defaultRoles") or ()):
            include(default, name)
        for client in given.get("clients") or ():
            for client_id, names in (
                book.need({client.get("clientId", ""): client.get("defaultRoles") or ()}).items() if client.get("defaultRoles") else ()
            ):
                for name in names:
                    include(default, name, client_id)


def _default_role(given: Document, base: Document, taken: set[str]) -> Document:
    own = given.get("defaultRole")
    if own is not None:
        return {key: own[key] for key in ("id", "name", "description", "attributes") if own.get(key) is not None}
    found: Document = base["defaultRole"]
    name, count = found["name"], 0
    while name in taken:
        count += 1
        name = f"{found['name']}-{count}"
    return {**found, "name": name}


def _given_roles(book: RoleBook, roles: Mapping[str, Any], default: str) -> None:
    realm_roles = roles.get("realm") or ()
    client_roles = inner_client_roles(roles)
    for role in realm_roles:
        if role.get("name") != default and not (role.get("name") == _OFFLINE and _OFFLINE in book.realm):
            book.add_realm(role)
    for client_id, members in client_roles.items():
        for role in members:
            book.add(client_id, role)
    for role in realm_roles:
        book.compose(book.realm[role.get("name")], role.get("composites"))
    for client_id, members in client_roles.items():
        for role in members:
            book.compose(book.client[client_id][role.get("name")], role.get("composites"))


def _admin_roles(book: RoleBook, base: Document) -> None:
    """Roles of ``realm-management`` that a given realm lacks."""
    if _REALM_ADMIN not in book.client:
        return
    members: list[Document] = base["roles"]["client"][_REALM_ADMIN]
    known = book.client[_REALM_ADMIN]
    new = [role for role in members if role["name"] not in known]
    for role in new:
        book.add(_REALM_ADMIN, role)
        if role["name"] != "realm-admin":
            include(known["realm-admin"], role["name"], _REALM_ADMIN) if "realm-admin" in known else None
    for role in new:
        book.compose(known[role["name"]], role.get("composites"))


def _scope_mappings(book: RoleBook, result: Document, given: Document, base: Document) -> None:
    owners = {"client": set(book.client), "clientScope": _names("name", result["clientScopes"])}
    mappings: dict[tuple[str, str], list[str]] = {}
    by_client: dict[str, dict[tuple[str, str], list[str]]] = {}
    given_clients, given_scopes = _names("clientId", given.get("clients")), given.get("clientScopes")
    if given_scopes is None or _OFFLINE not in _names("name", given_scopes):
        mappings["clientScope", _OFFLINE] = [_OFFLINE]
    for client_id, members in base["clientScopeMappings"].items():
        for mapping in members:
            if client_id not in given_clients and mapping["client"] in book.client:
                by_client.setdefault(client_id, {})["client", mapping["client"]] = list(mapping["roles"])
    for client_id, members in (given.get("clientScopeMappings") or {}).items():
        for mapping in members:
            owner = _owner(mapping, owners)
            names = book.need({client_id: mapping.get("roles") or ()})[client_id]
            by_client.setdefault(client_id, {}).setdefault(owner, []).extend(names)
    for mapping in given.get("scopeMappings") or ():
        if mapping.get("roles") is None:
            raise broken("a scope mapping has no roles")
        mappings.setdefault(_owner(mapping, owners), []).extend(book.need_realm(mapping["roles"]))
    result["scopeMappings"] = _listed(mappings)
    result["clientScopeMappings"] = {client_id: _listed(found) for client_id, found in by_client.items()}


def _owner(mapping: Mapping[str, Any], known: Mapping[str, set[str]]) -> tuple[str, str]:
    template = (mapping.get("clientTemplate") or "").replace(" ", "_")
    for kind, name in (("client", mapping.get("client")), ("clientScope", mapping.get("clientScope") or template)):
        if name:
            if name not in known[kind]:
                raise broken(f"Unknown {kind} specification in scope mappings: {name}")
            return kind, name
    raise broken("Either client or clientScope needs to be specified in scope mappings")


def _listed(mappings: Mapping[tuple[str, str], list[str]]) -> list[Document]:
    return [{kind: name, "roles": list(dict.fromkeys(roles))} for (kind, name), roles in mappings.items() if roles]


def _users(book: RoleBook, result: Document, given: Document, ids: Ids, paths: Mapping[str, None], now: int) -> None:
    users = [_user(book, result, user, paths, ids, now) for user in given.get("users") or ()]
    owners = _names("serviceAccountClientId", users)
    default = result["defaultRole"]["name"]
    actions = [action["alias"] for action in result["requiredActions"] if action["enabled"] and action["defaultAction"]]
    for client in result["clients"]:
        if not client.get("serviceAccountsEnabled"):
            continue
        if client["clientId"] not in owners:
            account = people.service_account(client["clientId"], default, ids, now)
            account |= {"requiredActions": list(actions), "groups": list(result["defaultGroups"])}
            users.append(account)
        if client.get("authorizationServicesEnabled"):
            account = next(user for user in users if user.get("serviceAccountClientId") == client["clientId"])
            roles = account.setdefault("clientRoles", {}).setdefault(client["clientId"], [])
            if _UMA_PROTECTION not in roles:
                roles += book.need({client["clientId"]: [_UMA_PROTECTION]})[client["clientId"]]
    _no_doubles("users", users, "username", "id")
    if not result.get("duplicateEmailsAllowed"):
        _no_doubles("users", users, "email")
    result["users"] = users


def _user(book: RoleBook, result: Document, given: Mapping[str, Any], paths: Mapping[str, None], ids: Ids, now: int) -> Document:
    if given.get("username") is None:
        raise broken("a user needs a username")
    user = people.user(given, ids, now)
    owner = user.get("serviceAccountClientId")
    if owner is not None and owner not in book.client:
        raise broken(f"Unable to find client specified for service account link. Client: {owner}")
    if result.get("registrationEmailAsUsername") and user.get("email"):
        user["username"] = user["email"]
    if user.get("realmRoles"):
        user["realmRoles"] = book.need_realm(user["realmRoles"])
    client_roles = given.get("clientRoles") or given.get("applicationRoles")
    if client_roles:
        user["clientRoles"] = book.need(client_roles)
    groups = people.known_paths(user.get("groups") or (), paths)
    if len(groups) < len(user.get("groups") or ()):
        raise duplicate(f"user {user['username']} is twice in a group")
    user["groups"] = groups
    _check_consents(user, book, result)
    return user


def _check_consents(user: Mapping[str, Any], book: RoleBook, result: Document) -> None:
    consents = user.get("clientConsents") or ()
    known = _names("name", result["clientScopes"]) if consents else set()
    for consent in consents:
        if consent.get("clientId") not in book.client:
            raise broken(f"Unable to find client consent mappings for client: {consent.get('clientId')}")
        for scope in consent.get("grantedClientScopes") or ():
            if scope not in known:
                raise broken(f"Unable to find client scope {scope}")


def _finish_roles(book: RoleBook, result: Document, base: Document) -> None:
    """The role for UMA comes last, and only if nothing before has made it."""
    if _UMA not in book.realm:
        book.add_realm(next(role for role in base["roles"]["realm"] if role["name"] == _UMA))
        include(result["defaultRole"], _UMA)
    default = result["defaultRole"]
    result["roles"] = book.document()
    result["defaultRole"] = {key: value for key, value in default.items() if key not in ("attributes", "composites")}
