"""Shorter ways to write a realm by hand; they expand to Keycloak's representation. docs/realm-files.md describes them.

Lists of objects may be mappings keyed by name (``by_name``), ``roles`` a list of names.
An entry of such a mapping has defaults that suit tests: a user is enabled and complete enough to log in, a client with a
``secret`` has a service account and the direct grant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from emulator.core.documents import Document
from emulator.realm import api_tokens, by_name, claims, defaults, upstreams
from emulator.realm.schema import Fault

_OWN: Mapping[str, Mapping[str, Any]] = {
    "RealmRepresentation": {
        "roles": {"|": ["RolesRepresentation", ["string"]]},
        "apiTokens": {"|": ["boolean", "ApiTokens"]},
        "upstreams": {"*": "Upstream"},
    },
    "ClientRepresentation": {
        "public": "boolean",
        "scopes": ["string"],
        "optionalScopes": ["string"],
        "lifespan": "string",
        **claims.FIELDS,
        "roles": ["string"],
        "serviceAccountRoles": ["string"],
        "opaqueAccessTokens": "boolean",
    },
    "UserRepresentation": {
        "password": "string",
        "roles": ["string"],
        "name": "string",
        "claims": {"*": "any"},
        "apiTokens": ["ApiToken"],
    },
    "GroupRepresentation": {"roles": ["string"]},
    "ClientScopeRepresentation": {**claims.FIELDS, "roles": ["string"]},
    **api_tokens.FIELDS,
    **upstreams.FIELDS,
}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    name: {**by_name.fields().get(name, {}), **_OWN.get(name, {})} for name in {**_OWN, **by_name.KEYS}
}
"""Fields beside Keycloak's own, in the terms of ``realm.schema``."""

NEVER = "never"
_BUILT_IN_CLIENTS = ("account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console")


def faults(document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the shorthands of a document whose types are right."""
    clients = document.get("clients") or {}
    found = [*api_tokens.file_faults(document), *claims.faults(document.get("users") or {}), *upstreams.faults(document)]
    for key, client in clients.items() if isinstance(clients, Mapping) else enumerate(clients):
        lifespan = (client or {}).get("lifespan")
        if lifespan is not None and lifespan != NEVER and not lifespan.isdigit():
            found.append(Fault(("clients", key, "lifespan"), f"must be a number of seconds or '{NEVER}', not '{lifespan}'"))
    return found


def expand(document: Mapping[str, Any], file_stem: str) -> Document:
    """The RealmRepresentation that a checked document stands for; ``file_stem`` names a realm without ``realm``."""
    mapped = {kind for kind in ("clients", "users", "clientScopes") if isinstance(document.get(kind), dict)}
    realm = by_name.listed(document)
    realm.setdefault("realm", file_stem)
    realm.setdefault("enabled", True)
    if realm.get("apiTokens") is not None:
        realm["attributes"] = {**(realm.get("attributes") or {}), **api_tokens.attributes(realm["apiTokens"])}
    realm.pop("apiTokens", None)
    roles = realm.get("roles")
    if isinstance(roles, list):
        roles = {"realm": [{"name": name} for name in roles]}
    if isinstance(document.get("identityProviders"), dict):
        realm["identityProviders"] = [upstreams.provider(provider) for provider in realm["identityProviders"]]
    upstreams.expand(realm)
    state = _State(realm, roles or {}, "clientScopes" in mapped)
    if realm.get("groups"):
        realm["groups"] = [state.group(group) for group in realm["groups"]]
    if realm.get("clientScopes"):
        realm["clientScopes"] = [state.scope(scope) for scope in realm["clientScopes"]]
    if realm.get("clients"):
        realm["clients"] = [state.client(client, "clients" in mapped) for client in realm["clients"]]
    if realm.get("users") or state.service_accounts:
        users = [state.user(user, "users" in mapped) for user in realm.get("users") or ()]
        realm["users"] = users + state.service_accounts
    state.finish(roles)
    return realm


class _State:
    """What the entries of a file add to the realm around them."""

    def __init__(self, realm: Document, roles: Mapping[str, Any], mapped_scopes: bool) -> None:
        self.realm = realm
        self.user_claims = claims.scope_of(realm.get("users") or ())
        self.realm_roles = {role.get("name") for role in roles.get("realm") or ()}
        self.client_roles: dict[str, list[Document]] = {k: list(v) for k, v in (roles.get("client") or {}).items()}
        self.extra_scopes: dict[str, None] = {}
        self.mapped_scopes = mapped_scopes
        self.service_accounts: list[Document] = []
        self.scope_mappings: list[Document] = []

    def finish(self, roles: Mapping[str, Any] | None) -> None:
        """Writes what was gathered into the realm."""
        if self.client_roles or roles is not None:
            self.realm["roles"] = {**(roles or {}), **({"client": self.client_roles} if self.client_roles else {})}
        if self.scope_mappings:
            self.realm["scopeMappings"] = [*(self.realm.get("scopeMappings") or ()), *self.scope_mappings]
        mine = list(self.realm.get("clientScopes") or ())
        known = {scope.get("name") for scope in mine}
        missing = [_plain_scope(name) for name in self.extra_scopes if name not in known and name not in DEFAULT_SCOPES]
        if self.user_claims is not None:
            missing = [*(scope for scope in missing if scope["name"] != claims.SCOPE), self.user_claims]
        if not missing and not self.mapped_scopes:
            return
        mine += missing
        if self.mapped_scopes or not known:
            builtin = defaults.client_scopes()
            mine = [*(s for s in builtin["clientScopes"] if s["name"] not in known), *mine]
            for name in ("defaultDefaultClientScopes", "defaultOptionalClientScopes"):
                self.realm.setdefault(name, builtin[name])
        self.realm["clientScopes"] = mine
        if self.user_claims is not None:
            self.realm["defaultDefaultClientScopes"] = [*self.realm.get("defaultDefaultClientScopes", ()), claims.SCOPE]

    def scope(self, given: Mapping[str, Any]) -> Document:
        """A client scope."""
        scope = {"protocol": "openid-connect", **given}
        scope["attributes"] = {"include.in.token.scope": "true", **(given.get("attributes") or {})}
        roles = scope.pop("roles", None)
        if roles:
            self.scope_mappings.append({"clientScope": scope["name"], "roles": list(roles)})
        claims.add_mappers(scope)
        return scope

    def client(self, entry: Mapping[str, Any], mapped: bool) -> Document:
        """A client; ``mapped`` says that it was an entry of a mapping."""
        client: Document = dict(entry)
        name = client.get("clientId", "")
        public = client.pop("public", None)
        if public is not None:
            client["publicClient"] = public
        if mapped and not client.get("bearerOnly"):
            client.setdefault("directAccessGrantsEnabled", True)
            if not client.get("publicClient"):
                client.setdefault("serviceAccountsEnabled", True)
        attributes = dict(client.get("attributes") or {})
        lifespan = client.pop("lifespan", None)
        if lifespan == NEVER:
            attributes["access.token.expiration"] = NEVER
        elif lifespan is not None:
            attributes["access.token.lifespan"] = lifespan
        if client.pop("opaqueAccessTokens", False):
            attributes["access.token.format"] = "opaque"
        if attributes:
            client["attributes"] = attributes
        claims.add_mappers(client)
        for role in client.pop("roles", None) or ():
            self.client_roles.setdefault(name, []).append({"name": role})
        self._scopes(client)
        granted = client.pop("serviceAccountRoles", None)
        if granted is not None:
            self.service_accounts.append(self._service_account(name, granted))
            client["serviceAccountsEnabled"] = True
        return client

    def _scopes(self, client: Document) -> None:
        scopes, optional = client.pop("scopes", None), client.pop("optionalScopes", None)
        if self.user_claims is not None and client.get("protocol", "openid-connect") == "openid-connect":
            scopes = [*(scopes or ()), claims.SCOPE]
        if scopes is None and optional is None:
            return
        self.extra_scopes.update(dict.fromkeys([*(scopes or ()), *(optional or ())]))
        own: Sequence[str] = self.realm.get("defaultDefaultClientScopes", DEFAULT_SCOPES[:_DEFAULTS])
        wanted = [*client.get("defaultClientScopes", own), *(scopes or ())]
        if client.get("serviceAccountsEnabled"):
            wanted.append("service_account")
        client["defaultClientScopes"] = list(dict.fromkeys(wanted))
        own = self.realm.get("defaultOptionalClientScopes", DEFAULT_SCOPES[_DEFAULTS:-1])
        others = [*client.get("optionalClientScopes", own), *(optional or ())]
        client["optionalClientScopes"] = [name for name in dict.fromkeys(others) if name not in wanted]

    def _service_account(self, client_id: str, granted: list[str]) -> Document:
        user: Document = {
            "username": f"service-account-{client_id}",
            "enabled": True,
            "serviceAccountClientId": client_id,
            "roles": [f"default-roles-{str(self.realm['realm']).lower()}", *granted],
        }
        return self.user(user, mapped=False)

    def user(self, entry: Mapping[str, Any], mapped: bool) -> Document:
        """A user; ``mapped`` says that it was an entry of a mapping."""
        user: Document = dict(entry)
        name = str(user.get("username", ""))
        full = user.pop("name", None)
        if full:
            first, _, last = full.partition(" ")
            user.setdefault("firstName", first)
            user.setdefault("lastName", last or first)
        if mapped:
            user.setdefault("enabled", True)
            user.setdefault("email", name if "@" in name else f"{name.replace(' ', '.')}@example.org")
            user.setdefault("emailVerified", True)
            user.setdefault("firstName", name.split("@", maxsplit=1)[0].capitalize())
            user.setdefault("lastName", "Example")
        password = user.pop("password", None)
        if password is not None:
            user["credentials"] = [*(user.get("credentials") or ()), {"type": "password", "value": password}]
        claims.add_attributes(user)
        self._add_roles(user)
        seeds = [api_tokens.seed(token, self._split) for token in user.pop("apiTokens", None) or ()]
        if seeds:
            user["credentials"] = [*(user.get("credentials") or ()), *seeds]
        return user

    def group(self, given: Mapping[str, Any]) -> Document:
        """A group and its sub-groups."""
        group: Document = dict(given)
        self._add_roles(group)
        if group.get("subGroups"):
            group["subGroups"] = [self.group(member) for member in group["subGroups"]]
        return group

    def _add_roles(self, owner: Document) -> None:
        for role in owner.pop("roles", None) or ():
            client_id, name = self._split(role)
            if client_id:
                client_roles = dict(owner.get("clientRoles") or {})
                client_roles[client_id] = [*client_roles.get(client_id, ()), name]
                owner["clientRoles"] = client_roles
            else:
                owner["realmRoles"] = [*(owner.get("realmRoles") or ()), role]

    def _split(self, role: str) -> tuple[str, str]:
        """Client and name of ``client:role`` or ``client.role``; no client for a realm role."""
        if role in self.realm_roles:
            return "", role
        client_id, colon, name = role.partition(":")
        if colon and client_id and name:
            return client_id, name
        client_id, _, name = role.rpartition(".")
        return (client_id, name) if client_id in self.client_ids else ("", role)

    @cached_property
    def client_ids(self) -> frozenset[str]:
        """The clients that the file names or that every realm has."""
        named = {client.get("clientId", "") for client in self.realm.get("clients") or ()}
        return frozenset(named | set(self.client_roles)) | frozenset(_BUILT_IN_CLIENTS)


_DEFAULTS = 6
DEFAULT_SCOPES = (
    "web-origins", "acr", "profile", "roles", "basic", "email",
    "address", "phone", "offline_access", "organization", "microprofile-jwt", "service_account",
)  # fmt: skip
"""Keycloak's own client scopes: the default ones first, then the optional ones."""


def _plain_scope(name: str) -> Document:
    return {"name": name, "protocol": "openid-connect", "attributes": {"include.in.token.scope": "true"}}
