"""Identity providers and their mappers."""

from __future__ import annotations

from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.broker import links
from emulator.core.errors import AdminError
from emulator.web.response import Response

_VIEW = ("view-identity-providers", "manage-identity-providers")
_MANAGE = "manage-identity-providers"
_MASK = "**********"
_TYPES = ("CLIENT_ASSERTION", "EXCHANGE_EXTERNAL_TOKEN", "JWT_AUTHORIZATION_GRANT", "TRUST_MATERIAL", "USER_AUTHENTICATION")

Document = dict[str, Any]


def _shown(provider: Document) -> Document:
    config = {name: _MASK if name == "clientSecret" else value for name, value in (provider.get("config") or {}).items()}
    kept = {name: value for name, value in provider.items() if name not in ("config", "types")}
    return {**kept, "config": config, "types": list(provider.get("types") or _TYPES)}


def _all(admin: AdminCall, member: str = "identityProviders") -> list[Document]:
    return list(admin.tables.document.get(member) or ())


def _put(admin: AdminCall, rows: list[Document], member: str = "identityProviders") -> None:
    admin.tables.document = {**admin.tables.document, member: rows}


def _one(admin: AdminCall) -> Document:
    for provider in _all(admin):
        if admin.call.parameters["alias"] in (provider.get("alias"), provider.get("internalId")):
            return provider
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def listing(admin: AdminCall) -> Response:
    """All providers by alias."""
    return found([_shown(one) for one in sorted(_all(admin), key=lambda one: str(one["alias"]))])


def create(admin: AdminCall) -> Response:
    """A new provider."""
    document = admin.body("IdentityProviderRepresentation")
    alias = document.get("alias") or ""
    if any(one.get("alias") == alias for one in _all(admin)):
        raise AdminError(409, {"errorMessage": f"Identity Provider {alias} already exists"})
    if not alias or not document.get("providerId"):
        raise AdminError(400, {"errorMessage": f"Invalid identity provider id [{document.get('providerId')}]"})
    made = {
        "alias": alias,
        "internalId": admin.context.ids.uuid(),
        **{k: v for k, v in document.items() if k not in ("alias", "internalId")},
    }
    _put(admin, [*_all(admin), {**made, "enabled": document.get("enabled", True)}])
    return created(admin, "identity-provider", "instances", alias)


def read(admin: AdminCall) -> Response:
    """One provider."""
    return found(_shown(_one(admin)))


def update(admin: AdminCall) -> Response:
    """Merges a representation into a provider; a masked secret stays as it is."""
    current = _one(admin)
    document = {name: value for name, value in admin.body("IdentityProviderRepresentation").items() if value is not None}
    config = dict(document.pop("config", None) or current.get("config") or {})
    if config.get("clientSecret") == _MASK:
        config["clientSecret"] = (current.get("config") or {}).get("clientSecret")
    changed = {**current, **document, "config": config, "internalId": current.get("internalId")}
    _put(admin, [changed if one is current else one for one in _all(admin)])
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes a provider with its mappers."""
    current = _one(admin)
    _put(admin, [one for one in _all(admin) if one is not current])
    mappers = [one for one in _all(admin, "identityProviderMappers") if one.get("identityProviderAlias") != current["alias"]]
    _put(admin, mappers, "identityProviderMappers")
    links.remove_all(admin.tables, current["alias"])
    return done(no_cache=True)


def _mappers(admin: AdminCall) -> list[Document]:
    alias = _one(admin)["alias"]
    return [one for one in _all(admin, "identityProviderMappers") if one.get("identityProviderAlias") == alias]


def mappers(admin: AdminCall) -> Response:
    """The mappers of a provider."""
    return found(_mappers(admin))


def create_mapper(admin: AdminCall) -> Response:
    """A new mapper."""
    alias = _one(admin)["alias"]
    document = admin.body("IdentityProviderMapperRepresentation")
    made = {**document, "id": admin.context.ids.uuid(), "identityProviderAlias": alias}
    _put(admin, [*_all(admin, "identityProviderMappers"), made], "identityProviderMappers")
    return created(admin, "identity-provider", "instances", alias, "mappers", made["id"], no_cache=True)


def _mapper(admin: AdminCall) -> Document:
    for one in _mappers(admin):
        if one.get("id") == admin.call.parameters["mapper"]:
            return one
    raise AdminError(404, {"error": "Model not found"})


def read_mapper(admin: AdminCall) -> Response:
    """One mapper."""
    return found(_mapper(admin))


def update_mapper(admin: AdminCall) -> Response:
    """Replaces a mapper."""
    current = _mapper(admin)
    changed = {**current, **admin.body("IdentityProviderMapperRepresentation"), "id": current["id"]}
    rows = [changed if one is current else one for one in _all(admin, "identityProviderMappers")]
    _put(admin, rows, "identityProviderMappers")
    return done()


def delete_mapper(admin: AdminCall) -> Response:
    """Removes a mapper."""
    current = _mapper(admin)
    _put(admin, [one for one in _all(admin, "identityProviderMappers") if one is not current], "identityProviderMappers")
    return done(no_cache=True)


_ONE = "/identity-provider/instances/{alias}"
ROUTES = [
    route("GET", "/identity-provider/instances", listing, *_VIEW),
    route("POST", "/identity-provider/instances", create, _MANAGE),
    route("GET", _ONE, read, *_VIEW),
    route("PUT", _ONE, update, _MANAGE),
    route("DELETE", _ONE, delete, _MANAGE),
    route("GET", f"{_ONE}/mappers", mappers, *_VIEW),
    route("POST", f"{_ONE}/mappers", create_mapper, _MANAGE),
    route("GET", f"{_ONE}/mappers/{{mapper}}", read_mapper, *_VIEW),
    route("PUT", f"{_ONE}/mappers/{{mapper}}", update_mapper, _MANAGE),
    route("DELETE", f"{_ONE}/mappers/{{mapper}}", delete_mapper, _MANAGE),
]
