"""What names and types do not show: missing and repeated names, and references to what is not there.

A fault is what Keycloak's import refuses, a warning what it takes without a word although it hardly means it; both as observed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from emulator.configuration.features import SWITCHED
from emulator.core.documents import ReadDocument
from emulator.core.ids import Ids
from emulator.realm import defaults, realm_roles
from emulator.realm.gates import Surroundings, client_scope, protocol_mapper
from emulator.realm.gates import client as client_gate
from emulator.realm.gates import component as component_gate
from emulator.realm.gates import identity_provider as provider_gate
from emulator.realm.gates import realm as realm_gate
from emulator.realm.gates.realm import BINDINGS
from emulator.realm.schema import Fault, Path_, suggestion
from emulator.realm.views import Client

_VARIABLE = re.compile(r"(?<!\$)\$\{(?!ALIAS\})([A-Z][A-Z0-9_]*)\}")
_SCOPE_LISTS = ("defaultClientScopes", "optionalClientScopes")
_NAMED = (("clients", "clientId"), ("users", "username"), ("clientScopes", "name"), ("identityProviders", "alias"))


def check(realm: ReadDocument, references: bool = True) -> tuple[list[Fault], list[Fault]]:
    """Faults and warnings of a RealmRepresentation whose types are right.

    Without ``references`` only names are looked at: for a file that holds a part of a realm.
    """
    checker = _Checker(realm)
    checker.names()
    if references:
        checker.references()
        checker.gates()
    return checker.faults, checker.warnings


def not_set(value: Any, path: Path_ = ()) -> Iterator[Fault]:
    """A warning for each placeholder that looks like a variable's name and stayed; Keycloak's own names in braces look otherwise."""
    if isinstance(value, str):
        for name in _VARIABLE.findall(value) if "${" in value else ():
            yield Fault(path, f"the variable {name} is not set, so that the text stays ${{{name}}}; '${{{name}:…}}' has a default")
    elif isinstance(value, (dict, list)):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from not_set(member, (*path, key))


@cache
def _template(name: str) -> ReadDocument:
    return defaults.instantiate(name, "master", Ids())


@cache
def _built_in(template: str) -> ReadDocument:
    realm = _template(template)
    roles = realm["roles"]
    return {
        "clients": frozenset(client["clientId"] for client in realm["clients"]),
        "scopes": frozenset(scope["name"] for scope in realm["clientScopes"]),
        "flows": frozenset(flow["alias"] for flow in realm["authenticationFlows"]),
        "realm_roles": frozenset(role["name"] for role in roles["realm"]),
        "client_roles": {client: frozenset(role["name"] for role in members) for client, members in roles["client"].items()},
    }


def _each(members: Any, *path: str | int) -> Iterator[tuple[Path_, ReadDocument]]:
    for index, member in enumerate(members or ()):
        if member is not None:
            yield (*path, index), member


class _Checker:
    def __init__(self, realm: ReadDocument) -> None:
        self.realm = realm
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.roles: ReadDocument = realm.get("roles") or {}

    def names(self) -> None:
        """Objects without a name, and two with the same one."""
        for kind, key in _NAMED:
            self._unique(_each(self.realm.get(kind), kind), key)
        self._unique(_each(self.roles.get("realm"), "roles", "realm"), "name")
        for client, members in (self.roles.get("client") or {}).items():
            self._unique(_each(members, "roles", "client", client), "name")
        self._groups(_each(self.realm.get("groups"), "groups"))
        if not self.realm.get("duplicateEmailsAllowed"):
            with_email = (pair for pair in _each(self.realm.get("users"), "users") if pair[1].get("email"))
            self._unique(with_email, "email")
        for path, mapper in _each(self.realm.get("identityProviderMappers"), "identityProviderMappers"):
            self._complete(path, mapper, ("name", "identityProviderAlias", "identityProviderMapper"))
        for kind in ("clients", "clientScopes"):
            for path, owner in _each(self.realm.get(kind), kind):
                self._mappers(path, owner)

    def _groups(self, members: Iterator[tuple[Path_, ReadDocument]]) -> None:
        listed = list(members)
        self._unique(iter(listed), "name")
        for path, group in listed:
            self._groups(_each(group.get("subGroups"), *path, "subGroups"))

    def _unique(self, members: Iterator[tuple[Path_, ReadDocument]], key: str) -> None:
        seen: set[str] = set()
        for path, member in members:
            name = member.get(key) or (member.get("id") if key == "clientId" else None)
            if not name:
                self.faults.append(Fault(path, f"needs '{key}'"))
                continue
            folded = name.lower() if key in ("username", "email") else name
            if folded in seen:
                self.faults.append(Fault((*path, key), f"the {key} '{name}' stands here a second time"))
            seen.add(folded)

    def _mappers(self, owner: Path_, document: ReadDocument) -> None:
        mappers = document.get("protocolMappers") or ()
        for fault in protocol_mapper.faults(mappers):
            words = fault.message
            if fault.key == protocol_mapper.NAME_TAKEN:
                words = f"the mapper '{fault.parameters[0]}' stands here a second time"
            elif fault.parameters and fault.key == "protocolMapperIncomplete":
                words = f"needs '{fault.parameters[0]}'"
            self.faults.append(Fault((*owner, "protocolMappers", *fault.path), words))
        for path, mapper in _each(mappers, *owner, "protocolMappers"):
            kind = mapper.get("protocolMapper")
            if kind and protocol_mapper.unknown_type(mapper) is not None:
                message = f"no protocol mapper of Keycloak: '{kind}'{suggestion(kind, protocol_mapper.types())}"
                self.warnings.append(Fault((*path, "protocolMapper"), message))

    def gates(self) -> None:
        """What the gates of the realm's own members, of clients and of client scopes do not let through."""
        for fault in [*realm_gate.name_faults(self.realm), *realm_gate.faults(self.realm)]:
            self.faults.append(Fault(fault.path, fault.message))
        template = _template("master" if self.realm.get("realm") == "master" else "realm")
        # Which features a server has on is its own matter: an import refuses what needs others.
        around = Surroundings({**template, **{name: value for name, value in self.realm.items() if value is not None}}, features=SWITCHED)
        for path, document in _each(self.realm.get("clients"), "clients"):
            name = document.get("clientId") or document.get("id")
            if name:
                faults = client_gate.faults(Client({**document, "clientId": name}), around)
                self.faults += (Fault((*path, *fault.path), fault.message) for fault in faults)
        for path, document in _each(self.realm.get("identityProviders"), "identityProviders"):
            known = (fault for fault in provider_gate.faults(document, around) if fault.kind != "unknown")
            self.faults += (Fault((*path, *fault.path), fault.message) for fault in known)
        for kind, members in (self.realm.get("components") or {}).items():
            for path, document in _each(members, "components", kind):
                self.faults += (Fault((*path, *fault.path), fault.message) for fault in component_gate.faults(kind, document))
        for path, document in _each(self.realm.get("clientScopes"), "clientScopes"):
            self.faults += (Fault((*path, *fault.path), fault.message) for fault in client_scope.too_long(document))

    def _complete(self, path: Path_, document: ReadDocument, keys: Iterable[str]) -> bool:
        missing = [key for key in keys if not document.get(key)]
        self.faults += (Fault(path, f"needs '{key}'") for key in missing)
        return not missing

    def references(self) -> None:
        """Names of roles, groups, clients, client scopes and flows that nothing has."""
        self._learn()
        realm = self.realm
        for path, client in _each(realm.get("clients"), "clients"):
            for field in _SCOPE_LISTS:
                self._need((*path, field), client.get(field), self.scopes, "client scope", "it is left out", fatal=False)
        for field in ("defaultDefaultClientScopes", "defaultOptionalClientScopes"):
            self._need((field,), realm.get(field), self.scopes, "client scope", "it is left out", fatal=False)
        for field in BINDINGS:
            self._need((), {field: realm[field]} if realm.get(field) else None, self.flows, "authentication flow")
        self._need(("defaultGroups",), realm.get("defaultGroups"), self.groups, "group", "it is left out", fatal=False)
        self._role_references()
        self._api_tokens()
        for path, group in self._all_groups(_each(realm.get("groups"), "groups")):
            self._assigned(path, group)
        for path, user in _each(realm.get("users"), "users"):
            self._user(path, user)
        self._scope_mappings(_each(realm.get("scopeMappings"), "scopeMappings"), self.realm_roles)
        for client, mappings in (realm.get("clientScopeMappings") or {}).items():
            path = ("clientScopeMappings", client)
            self._need(("clientScopeMappings",), {client: client}, self.clients, "client")
            self._scope_mappings(_each(mappings, *path), self.client_roles.get(client, frozenset()))
        aliases = {provider.get("alias") for _, provider in _each(realm.get("identityProviders"))}
        for path, mapper in _each(realm.get("identityProviderMappers"), "identityProviderMappers"):
            alias = mapper.get("identityProviderAlias")
            self._need(path, {"identityProviderAlias": alias} if alias else None, aliases, "identity provider", "", fatal=False)

    def _api_tokens(self) -> None:
        """The client and the roles that a realm names for its API tokens."""
        attributes = self.realm.get("attributes") or {}
        client, roles = attributes.get("apiTokensClient"), str(attributes.get("apiTokensRoles") or "")
        if client and client != "api-tokens":
            self._need(("attributes",), {"apiTokensClient": client}, self.clients, "client", "no API token is made", fatal=False)
        known = {*self.realm_roles, *(f"{name}:{role}" for name, held in self.client_roles.items() for role in held)}
        named = {"apiTokensRoles": next((one for one in roles.split("##") if one and one not in known), None)}
        self._need(("attributes",), named, known, "role", "no API token has it", fatal=False)

    def _learn(self) -> None:
        realm, built_in = self.realm, _built_in("master" if self.realm.get("realm") == "master" else "realm")
        named = {c.get("clientId") or c.get("id") for _, c in _each(realm.get("clients"))}
        legacy = {c.get("name") for kind in ("applications", "oauthClients") for _, c in _each(realm.get(kind))}
        self.clients = built_in["clients"] | named | legacy
        client_scopes = realm.get("clientScopes") if realm.get("clientScopes") is not None else realm.get("clientTemplates")
        self.scopes = built_in["scopes"] if client_scopes is None else {"offline_access", *(s.get("name") for _, s in _each(client_scopes))}
        self.flows = built_in["flows"] | {flow.get("alias") for _, flow in _each(realm.get("authenticationFlows"))}
        own = {role.get("name") for _, role in _each(self.roles.get("realm"))}
        default = (realm.get("defaultRole") or {}).get("name") or f"default-roles-{str(realm.get('realm', '')).lower()}"
        self.realm_roles = built_in["realm_roles"] | own | {default, *(realm.get("defaultRoles") or ())}
        self.client_roles = dict(built_in["client_roles"])
        for client, members in (self.roles.get("client") or self.roles.get("application") or {}).items():
            self.client_roles[client] = self.client_roles.get(client, frozenset()) | {r.get("name") for _, r in _each(members)}
        self.groups = set(self._paths(_each(realm.get("groups"), "groups"), ""))

    def _paths(self, members: Iterator[tuple[Path_, ReadDocument]], parent: str) -> Iterator[str]:
        for path, group in members:
            place = f"{parent}/{group.get('name')}"
            yield place
            yield from self._paths(_each(group.get("subGroups"), *path, "subGroups"), place)

    def _all_groups(self, members: Iterator[tuple[Path_, ReadDocument]]) -> Iterator[tuple[Path_, ReadDocument]]:
        for path, group in members:
            yield path, group
            yield from self._all_groups(_each(group.get("subGroups"), *path, "subGroups"))

    def _role_references(self) -> None:
        self._need(("roles", "client"), {c: c for c in self.roles.get("client") or {}}, self.clients, "client")
        lists = [_each(self.roles.get("realm"), "roles", "realm")]
        lists += [_each(members, "roles", "client", client) for client, members in (self.roles.get("client") or {}).items()]
        passed_over = () if realm_roles.gives_offline_access(self.realm) else ("offline_access",)
        for path, role in (pair for members in lists for pair in members):
            if path[1] == "realm" and role.get("name") in passed_over:
                continue
            inner = role.get("composites") or {}
            self._need((*path, "composites", "realm"), inner.get("realm"), self.realm_roles, "realm role")
            for client, names in (inner.get("client") or {}).items():
                self._client_role(path, "composites", client, names, fatal=True)

    def _client_role(self, path: Path_, field: str, client: str, names: Any, fatal: bool) -> None:
        place = (*path, field, "client") if field == "composites" else (*path, field)
        if client in self.clients:
            known = self.client_roles.get(client, frozenset())
            self._need((*place, client), names, known, f"role of the client '{client}'", "it is made", fatal)
        else:
            self._need(place, {client: client}, self.clients, "client")

    def _assigned(self, path: Path_, owner: ReadDocument) -> None:
        self._need((*path, "realmRoles"), owner.get("realmRoles"), self.realm_roles, "realm role", "it is made", fatal=False)
        for client, names in (owner.get("clientRoles") or {}).items():
            self._client_role(path, "clientRoles", client, names, fatal=False)

    def _user(self, path: Path_, user: ReadDocument) -> None:
        self._assigned(path, user)
        groups = [name if not name or name.startswith("/") else f"/{name}" for name in user.get("groups") or ()]
        self._need((*path, "groups"), groups, self.groups, "group")
        owner = user.get("serviceAccountClientId")
        self._need(path, {"serviceAccountClientId": owner} if owner else None, self.clients, "client")
        for place, consent in _each(user.get("clientConsents"), *path, "clientConsents"):
            client = consent.get("clientId")
            self._need(place, {"clientId": client} if client else None, self.clients, "client")
            self._need((*place, "grantedClientScopes"), consent.get("grantedClientScopes"), self.scopes, "client scope")

    def _scope_mappings(self, mappings: Iterator[tuple[Path_, ReadDocument]], roles: Iterable[str]) -> None:
        known = {"client": (self.clients, "client"), "clientScope": (self.scopes, "client scope")}
        for path, mapping in mappings:
            for field, (names, what) in known.items():
                self._need(path, {field: mapping[field]} if mapping.get(field) else None, names, what)
            self._need((*path, "roles"), mapping.get("roles"), roles, "role", "it is made", fatal=False)

    def _need(self, path: Path_, names: Any, known: Any, what: str, else_: str = "", fatal: bool = True) -> None:
        """Reports each of ``names`` (a list, or a mapping from key to name) that is not ``known``."""
        pairs = names.items() if isinstance(names, dict) else enumerate(names or ())
        add: Callable[[Fault], None] = self.faults.append if fatal else self.warnings.append
        for key, name in pairs:
            if name is not None and name not in known:
                outcome = f" ({else_})" if else_ and not fatal else ""
                hint = suggestion(name, (k for k in known if k))
                add(Fault((*path, key), f"there is no {what} '{name}'{outcome}{hint}", key=isinstance(names, dict) and key == name))
