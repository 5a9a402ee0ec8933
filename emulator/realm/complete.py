"""What Keycloak's import makes of a representation: what is missing is added, what is given stays.

The result has the shape of a full export: every object has an id, roles are referred to by name, users are inline. All rules
are as observed on Keycloak.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm import clients, people
from emulator.realm.defaults import instantiate

Document = dict[str, Any]

_OFFLINE = "offline_access"
_UMA = "uma_authorization"
_LISTS = frozenset({
    "clients", "clientScopes", "roles", "groups", "users", "components", "requiredActions", "authenticationFlows",
    "authenticatorConfig", "scopeMappings", "clientScopeMappings", "defaultRole", "defaultRoles", "attributes",
    "browserSecurityHeaders", "defaultDefaultClientScopes", "defaultOptionalClientScopes", "applications", "oauthClients",
    "clientTemplates", "keycloakVersion", "privateKey", "publicKey", "certificate", "codeSecret",
})  # fmt: skip
_FLOW_ALIASES = (
    "browserFlow", "registrationFlow", "directGrantFlow", "resetCredentialsFlow", "clientAuthenticationFlow",
    "dockerAuthenticationFlow", "firstBrokerLoginFlow",
)  # fmt: skip
_ATTRIBUTE_FIELDS = ("oauth2DeviceCodeLifespan", "oauth2DevicePollingInterval")


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


def complete(given: Document, ids: Ids) -> Document:
    """The realm that importing ``given`` makes; raises AdminError for what Keycloak refuses."""
    name = given.get("realm")
    if not name or not isinstance(name, str):
        raise AdminError(400, {"errorMessage": "Realm name cannot be empty"})
    given = {key: value for key, value in given.items() if value is not None}
    base = instantiate("realm", name, ids)
    result: Document = {**base, **{key: value for key, value in given.items() if key not in _LISTS}}
    result["enabled"] = bool(given.get("enabled", False))
    result["id"] = given.get("id") or base["id"]
    result["attributes"] = {**base["attributes"], **_texts(given.get("attributes") or {})}
    for field in _ATTRIBUTE_FIELDS:
        if field in given:
            result["attributes"][field] = str(given[field])
    result["browserSecurityHeaders"] = {**base["browserSecurityHeaders"], **(given.get("browserSecurityHeaders") or {})}
    _flows(result, given, base)
    _required_actions(result, given, base)
    _components(result, given, base, ids)
    _client_scopes(result, given, base, ids)
    _clients(result, given, base, ids)
    _roles(result, given, base, ids)
    _scope_mappings(result, given, base)
    result["groups"] = [people.group(group, ids) for group in given.get("groups") or ()]
    result["defaultGroups"] = list(given.get("defaultGroups") or ())
    _users(result, given, ids)
    return result


def _texts(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else str(value) for key, value in attributes.items() if value is not None}


def _by(name: str, documents: Iterable[Mapping[str, Any]]) -> set[str]:
    return {document[name] for document in documents if document.get(name)}


def _with_id(document: Mapping[str, Any], ids: Ids) -> Document:
    found = dict(document)
    found["id"] = found.get("id") or ids.uuid()
    return found


def _flows(result: Document, given: Document, base: Document) -> None:
    flows = given.get("authenticationFlows")
    if flows is None:
        result["authenticationFlows"], result["authenticatorConfig"] = (
            base["authenticationFlows"],
            base["authenticatorConfig"],
        )
        return
    known = _by("alias", flows)
    missing = [flow for flow in base["authenticationFlows"] if flow["alias"] not in known]
    result["authenticationFlows"] = [*flows, *missing]
    configured = list(given.get("authenticatorConfig") or ())
    aliases = _by("alias", configured)
    result["authenticatorConfig"] = [
        *configured, *(config for config in base["authenticatorConfig"] if config["alias"] not in aliases)
    ]  # fmt: skip


def _required_actions(result: Document, given: Document, base: Document) -> None:
    actions = given.get("requiredActions")
    if actions is None:
        result["requiredActions"] = base["requiredActions"]
        return
    known = _by("alias", actions)
    always = [action for action in base["requiredActions"] if action["alias"] == "delete_account"]
    result["requiredActions"] = [*actions, *(action for action in always if action["alias"] not in known)]


def _components(result: Document, given: Document, base: Document, ids: Ids) -> None:
    components = {**base["components"]}
    for provider_type, members in (given.get("components") or {}).items():
        components[provider_type] = [_component(member, ids) for member in members]
    result["components"] = components


def _component(component: Mapping[str, Any], ids: Ids) -> Document:
    found = dict(component)
    found["id"] = found.get("id") or ids.component()
    found.setdefault("config", {})
    found["subComponents"] = {
        kind: [_component(inner, ids) for inner in members] for kind, members in (found.get("subComponents") or {}).items()
    }
    return found


def _client_scopes(result: Document, given: Document, base: Document, ids: Ids) -> None:
    scopes = given.get("clientScopes")
    if scopes is None and given.get("clientTemplates") is None:
        result["clientScopes"] = base["clientScopes"]
        defaults, optional = base["defaultDefaultClientScopes"], base["defaultOptionalClientScopes"]
    else:
        result["clientScopes"] = [clients.client_scope(scope, ids) for scope in (scopes or given["clientTemplates"])]
        defaults, optional = [], []
        if _OFFLINE not in _by("name", result["clientScopes"]):
            result["clientScopes"] += [scope for scope in base["clientScopes"] if scope["name"] == _OFFLINE]
        if given.get("defaultOptionalClientScopes") is None:
            optional = [_OFFLINE]
    known = _by("name", result["clientScopes"])
    result["defaultDefaultClientScopes"] = _known(given.get("defaultDefaultClientScopes"), defaults, known)
    result["defaultOptionalClientScopes"] = _known(given.get("defaultOptionalClientScopes"), optional, known)


def _known(given: list[str] | None, default: list[str], known: set[str]) -> list[str]:
    return [name for name in (default if given is None else given) if name in known]


def _clients(result: Document, given: Document, base: Document, ids: Ids) -> None:
    owners = _by("serviceAccountClientId", given.get("users") or ())
    mine = [clients.client(c, result, ids, c.get("clientId") in owners) for c in given.get("clients") or ()]
    taken = _by("clientId", mine)
    skipped = {"account-console"} if "account" in taken else set()
    defaults = [c for c in base["clients"] if c["clientId"] not in taken and c["clientId"] not in skipped]
    known = _by("name", result["clientScopes"])
    for client in defaults:
        if given.get("clientScopes") is not None:
            client["defaultClientScopes"] = list(result["defaultDefaultClientScopes"])
            client["optionalClientScopes"] = list(result["defaultOptionalClientScopes"])
        else:
            client["defaultClientScopes"] = [n for n in client.get("defaultClientScopes") or () if n in known]
            client["optionalClientScopes"] = [n for n in client.get("optionalClientScopes") or () if n in known]
    result["clients"] = [*defaults, *mine]


def _roles(result: Document, given: Document, base: Document, ids: Ids) -> None:
    roles: Mapping[str, Any] = given.get("roles") or {}
    default_name = _default_role_name(given, base)
    realm_roles = [_with_id({"composite": False, "attributes": {}, **role}, ids) for role in roles.get("realm") or ()]
    by_name = {role["name"]: role for role in realm_roles}
    for role in base["roles"]["realm"]:
        own_default = role["name"] == base["defaultRole"]["name"]
        name = default_name if own_default else role["name"]
        if name not in by_name:
            by_name[name] = {**role, "name": name}
        elif not own_default:
            by_name[name]["description"] = role.get("description")
    clients_by_id = {client["clientId"]: client for client in result["clients"]}
    client_roles: dict[str, list[Document]] = {}
    for client_id, members in (roles.get("client") or roles.get("application") or {}).items():
        if client_id not in clients_by_id:
            raise AdminError(400, {"errorMessage": f"App doesn't exist in role definitions: {client_id}"})
        client_roles[client_id] = [_with_id({"composite": False, "attributes": {}, **role}, ids) for role in members]
    for client_id, members in base["roles"]["client"].items():
        if client_id in clients_by_id and _is_default(client_id, given):
            known = _by("name", client_roles.get(client_id) or ())
            client_roles.setdefault(client_id, []).extend(role for role in members if role["name"] not in known)
    default = by_name[default_name]
    default["composites"] = _default_composites(default, given, client_roles)
    default["composite"] = True
    result["roles"] = {"realm": list(by_name.values()), "client": client_roles}
    result["defaultRole"] = {
        "id": default["id"], "name": default_name, "description": default.get("description", "${role_default-roles}"),
        "composite": True, "clientRole": False, "containerId": result["id"],
    }  # fmt: skip
    result.pop("defaultRoles", None)


def _is_default(client_id: str, given: Document) -> bool:
    return client_id not in _by("clientId", given.get("clients") or ())


def _default_role_name(given: Document, base: Document) -> str:
    name: str = (given.get("defaultRole") or {}).get("name") or base["defaultRole"]["name"]
    return name


def _default_composites(default: Document, given: Document, client_roles: Mapping[str, Any]) -> Document:
    if given.get("defaultRole") is not None and default.get("composites"):
        found: Document = default["composites"]
        return found
    realm_roles = [_OFFLINE, _UMA, *(given.get("defaultRoles") or ())]
    own = default.get("composites") or {} if default.get("name") in _by("name", (given.get("roles") or {}).get("realm") or ()) else {}
    realm_roles += own.get("realm") or ()
    composites: Document = {"realm": list(dict.fromkeys(realm_roles))}
    inner: dict[str, list[str]] = {key: list(names) for key, names in (own.get("client") or {}).items()}
    if "account" in client_roles and _is_default("account", given):
        account = inner.setdefault("account", [])
        account += [name for name in ("view-profile", "manage-account") if name not in account]
    for client in given.get("clients") or ():
        if client.get("defaultRoles"):
            inner.setdefault(client["clientId"], []).extend(client["defaultRoles"])
    if inner:
        composites["client"] = inner
    return composites


def _scope_mappings(result: Document, given: Document, base: Document) -> None:
    result["scopeMappings"] = list(given.get("scopeMappings") or ())
    mappings: dict[str, list[Document]] = {k: list(v) for k, v in (given.get("clientScopeMappings") or {}).items()}
    known = _by("clientId", result["clients"])
    offline = {"clientScope": _OFFLINE, "roles": [_OFFLINE]}
    if not any(mapping.get("clientScope") == _OFFLINE for mapping in result["scopeMappings"]):
        result["scopeMappings"].append(offline)
    for client_id, members in base["clientScopeMappings"].items():
        for mapping in members:
            given_already = any(m.get("client") == mapping["client"] for m in mappings.get(client_id, ()))
            if mapping["client"] in known and client_id in known and not given_already:
                mappings.setdefault(client_id, []).append(mapping)
    result["clientScopeMappings"] = mappings


def _users(result: Document, given: Document, ids: Ids) -> None:
    users = [people.user(user, ids) for user in given.get("users") or ()]
    owners = {user.get("serviceAccountClientId") for user in users}
    default = result["defaultRole"]["name"]
    users += [
        people.service_account(client["clientId"], default, ids)
        for client in result["clients"]
        if client.get("serviceAccountsEnabled") and client["clientId"] not in owners
    ]
    result["users"] = users
