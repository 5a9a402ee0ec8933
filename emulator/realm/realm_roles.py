"""The roles and scope mappings of an imported realm: Keycloak's own where the representation has none, then those given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken
from emulator.realm.role_book import RoleBook, include

_OFFLINE = "offline_access"
_UMA = "uma_authorization"
_ACCOUNT, _DELETE_ACCOUNT = "account", "delete-account"
_REALM_ADMIN = "realm-management"


def names_of(key: str, documents: Iterable[Mapping[str, Any]] | None) -> set[str]:
    """The values of one member of every document that has it."""
    return {document[key] for document in documents or () if document.get(key) is not None}


def gives_offline_access(source: Mapping[str, Any]) -> bool:
    """Whether a representation's own role ``offline_access`` counts, as observed: where it has a client scope of this name too."""
    roles: Mapping[str, Any] = source.get("roles") or {}
    return _OFFLINE in names_of("name", roles.get("realm")) and _OFFLINE in names_of("name", source.get("clientScopes"))


def add(book: RoleBook, result: Document, source: Document, base: Document) -> None:
    """Fills the book, and sets ``defaultRole``."""
    roles: Mapping[str, Any] = source.get("roles") or {}
    realm_roles = roles.get("realm") or ()
    own_clients = names_of("clientId", source.get("clients"))
    for client in result["clients"]:
        book.add_client(client["clientId"], client["id"])
    template = {role["name"]: role for role in base["roles"]["realm"]}
    default = book.add_realm(_default_role(source, base, names_of("name", realm_roles)))
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
    if not gives_offline_access(source):
        book.add_realm(template[_OFFLINE])
        include(default, _OFFLINE)
    _given_roles(book, roles, default["name"])
    if _ACCOUNT in book.client:
        deletion = next(role for role in base["roles"]["client"][_ACCOUNT] if role["name"] == _DELETE_ACCOUNT)
        if _DELETE_ACCOUNT not in book.client[_ACCOUNT]:
            book.add(_ACCOUNT, deletion)
        book.client[_ACCOUNT][_DELETE_ACCOUNT]["description"] = deletion["description"]
    if source.get("roles") is not None or _REALM_ADMIN in own_clients:
        _admin_roles(book, base)
    if source.get("defaultRole") is None:
        for name in book.need_realm(source.get("defaultRoles") or ()):
            include(default, name)
        for client in source.get("clients") or ():
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
    client_roles: Mapping[str, list[Document]] = roles.get("client") or roles.get("application") or {}
    if sum(role.get("name") == _OFFLINE for role in realm_roles) > 1:
        raise AdminError(409, {}, f"role {_OFFLINE} is there twice")
    if _OFFLINE in book.realm:
        realm_roles = [role for role in realm_roles if role.get("name") != _OFFLINE]
    for role in realm_roles:
        if role.get("name") != default:
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
    """Roles of ``realm-management`` that a given realm lacks; of them the realm's administrator has those that are new."""
    if _REALM_ADMIN not in book.client:
        return
    members: list[Document] = base["roles"]["client"][_REALM_ADMIN]
    known = book.client[_REALM_ADMIN]
    new = [role["name"] for role in members if role["name"] not in known]
    for role in members:
        if role["name"] in new:
            book.add(_REALM_ADMIN, role)
    for role in members:
        if role["name"] != "realm-admin":
            book.compose(known[role["name"]], role.get("composites"))
    for name in new:
        if name != "realm-admin":
            include(known["realm-admin"], name, _REALM_ADMIN)


def scope_mappings(book: RoleBook, result: Document, source: Document, base: Document) -> None:
    """Sets ``scopeMappings`` and ``clientScopeMappings``; roles that they name are made, owners must exist."""
    owners = {"client": set(book.client), "clientScope": names_of("name", result["clientScopes"])}
    mappings: dict[tuple[str, str], list[str]] = {}
    by_client: dict[str, dict[tuple[str, str], list[str]]] = {}
    given_clients, given_scopes = names_of("clientId", source.get("clients")), source.get("clientScopes")
    if given_scopes is None or _OFFLINE not in names_of("name", given_scopes):
        mappings["clientScope", _OFFLINE] = [_OFFLINE]
    for client_id, defaults in base["clientScopeMappings"].items():
        for mapping in defaults:
            if client_id not in given_clients and mapping["client"] in book.client:
                by_client.setdefault(client_id, {})["client", mapping["client"]] = list(mapping["roles"])
    for client_id, members in (source.get("clientScopeMappings") or {}).items():
        for mapping in members:
            owner = _owner(mapping, owners)
            names = book.need({client_id: mapping.get("roles") or ()})[client_id]
            by_client.setdefault(client_id, {}).setdefault(owner, []).extend(names)
    for mapping in source.get("scopeMappings") or ():
        if mapping.get("roles") is None:
            raise broken("a scope mapping has no roles")
        mappings.setdefault(_owner(mapping, owners), []).extend(book.need_realm(mapping["roles"]))
    result["scopeMappings"] = _listed(mappings)
    result["clientScopeMappings"] = {client_id: _listed(of_client) for client_id, of_client in by_client.items()}
    for key in ("scopeMappings", "clientScopeMappings"):
        if not result[key]:
            del result[key]


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


def finish(book: RoleBook, result: Document, base: Document) -> None:
    """The role for UMA comes last, and only if nothing before has made it."""
    if _UMA not in book.realm:
        book.add_realm(next(role for role in base["roles"]["realm"] if role["name"] == _UMA))
        include(result["defaultRole"], _UMA)
    default = result["defaultRole"]
    result["roles"] = book.document()
    result["defaultRole"] = {key: value for key, value in default.items() if key not in ("attributes", "composites")}
