"""Identity providers and their mappers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page, template_name
from emulator.broker import links, search
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import Surroundings
from emulator.realm.gates import identity_provider as gate
from emulator.realm.refusal import broken, conflict
from emulator.state import given_ids, organizations
from emulator.web.response import Response
from emulator.world import ids_elsewhere

_VIEW = ("view-identity-providers", "manage-identity-providers")
_MANAGE = "manage-identity-providers"

_BRIEF = ("alias", "displayName", "internalId", "providerId", "enabled")
_ANY, _LINKING = "ANY", "USER_LINKING"


def shown(admin: AdminCall, provider: Mapping[str, Any]) -> Document:
    """The provider as the Admin API shows it: without its secret, with the organization that it belongs to, whose state it shares."""
    config = {name: gate.MASK if name == "clientSecret" else value for name, value in (provider.get("config") or {}).items()}
    kept = {name: value for name, value in provider.items() if name not in ("config", "types", "organizationId")}
    types = gate.types(provider.get("providerId"))
    owner = organizations.of_provider(admin.tables, str(provider.get("alias")))
    if owner is None:
        return {**kept, "config": config, "types": types}
    enabled = bool(kept.get("enabled", True)) and bool(owner.get("enabled", True))
    return {**kept, "enabled": enabled, "config": config, "types": types, "organizationId": owner.get("id")}


def _all(admin: AdminCall, member: str = "identityProviders") -> list[Document]:
    return list(admin.tables.document.get(member) or ())


def _put(admin: AdminCall, rows: list[Document], member: str = "identityProviders") -> None:
    admin.tables.document = {**admin.tables.document, member: rows}


def provider_of(admin: AdminCall) -> Document:
    """The provider of the path, by alias or internal id; raises 404."""
    for provider in _all(admin):
        if admin.call.parameters["alias"] in (provider.get("alias"), provider.get("internalId")):
            return provider
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def listing(admin: AdminCall) -> Response:
    """Providers by alias, as the query narrows them; ``briefRepresentation`` leaves out what they are configured with."""
    _refuse_query(admin)
    wanted = sorted((one for one in _all(admin) if _is_asked_for(admin, one)), key=lambda one: str(one["alias"]))
    providers = [shown(admin, one) for one in page(admin, wanted)]
    if admin.flag("briefRepresentation"):
        return found([{**{name: one[name] for name in _BRIEF if name in one}, "config": {}} for one in providers])
    return found(providers)


def _refuse_query(admin: AdminCall) -> None:
    """Refuses uses and capabilities that there are not; as observed, a capability counts only where no use is asked for."""
    use, capability = admin.call.query.get("type"), admin.call.query.get("capability")
    if use and use != _ANY and use not in gate.USES:
        raise broken(f"there is no type '{use}' of identity providers")
    if capability and not use and capability != _LINKING:
        raise broken(f"there is no capability '{capability}' of identity providers")


def _is_asked_for(admin: AdminCall, provider: Document) -> bool:
    """``search`` is for the provider, ``type`` is a use of its kind, ``realmOnly`` leaves out those of organizations.

    What providers are capable of is asked only where no ``type`` is.
    """
    alias, use = str(provider.get("alias")), admin.call.query.get("type")
    if admin.flag("realmOnly") and organizations.of_provider(admin.tables, alias) is not None:
        return False
    if use not in (None, "", _ANY) and use not in gate.uses(provider.get("providerId")):
        return False
    if admin.call.query.get("capability") and not use and not gate.can_be_linked(provider.get("providerId")):
        return False
    return search.is_for(admin.call.query.get("search") or "", provider)


def create(admin: AdminCall) -> Response:
    """A new provider."""
    document = admin.body("IdentityProviderRepresentation")
    alias = document.get("alias")
    for fault in gate.alias_faults(alias):
        raise AdminError(400, {"error": fault.message})
    _refuse_kind(admin, document)
    if alias is None:
        raise AdminError(400, {"errorMessage": "path is null"}, "an identity provider needs an alias")
    _refuse(admin, document)
    if any(provider.get("alias") == alias for provider in _all(admin)):
        raise _taken(alias)
    given_ids.refuse(given_ids.of(_all(admin), "internalId"), document, _taken(alias), "internalId")
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.PROVIDERS, document, broken("another realm has the id"))
    unknown = template_name(alias)
    if unknown:
        raise AdminError(400, {"errorMessage": f"Path parameter not provided {unknown}"})
    provider = gate.stored(document, str(document.get("internalId") or admin.context.ids.uuid()))
    _put(admin, [*_all(admin), provider])
    admin.changed = {**document, "internalId": provider["internalId"]}
    return created(admin, "identity-provider", "instances", alias)


def _taken(alias: str) -> AdminError:
    return AdminError(409, {"errorMessage": f"Identity Provider {alias} already exists"})


def _refuse_kind(admin: AdminCall, document: Document) -> None:
    around = Surroundings(features=admin.call.emulator.settings.features)
    for fault in gate.faults({"providerId": document.get("providerId"), "config": {}}, around):
        if fault.key == "kindUnknown":
            raise AdminError(400, {"errorMessage": fault.message})


def _refuse(admin: AdminCall, document: Document) -> None:
    for fault in gate.faults(document, Surroundings(admin.tables.document, features=admin.call.emulator.settings.features)):
        raise AdminError(400, {"errorMessage": fault.message}) if fault.kind == "invalid" else broken(fault.message)


def read(admin: AdminCall) -> Response:
    """One provider."""
    return found(shown(admin, provider_of(admin)))


def update(admin: AdminCall) -> Response:
    """Replaces a provider, but for its kind; a masked secret stays as it is."""
    current = provider_of(admin)
    document = admin.body("IdentityProviderRepresentation")
    alias_stays = document.get("alias") == current["alias"]
    # As observed, a provider without an alias is told of its kind first.
    if alias_stays or document.get("alias") is None:
        _refuse_kind(admin, document)
    if not alias_stays:
        raise AdminError(400, {"errorMessage": "Identity Provider alias cannot be changed"})
    _refuse(admin, document)
    changed = {**gate.stored(document, str(current.get("internalId")), current), "providerId": current.get("providerId")}
    _put(admin, [changed if provider is current else provider for provider in _all(admin)])
    admin.call.emulator.remote_keys.forget_of(str(current.get("internalId")))
    admin.changed = {**document, "internalId": str(current.get("internalId"))}
    return done(no_cache=True)


def delete(admin: AdminCall) -> Response:
    """Removes a provider with its mappers."""
    current = provider_of(admin)
    _put(admin, [provider for provider in _all(admin) if provider is not current])
    owner = organizations.of_provider(admin.tables, current["alias"])
    if owner is not None:
        organizations.unlink(admin.tables, owner, current["alias"])
    mappers = [mapper for mapper in _all(admin, "identityProviderMappers") if mapper.get("identityProviderAlias") != current["alias"]]
    _put(admin, mappers, "identityProviderMappers")
    links.remove_all(admin.tables, current["alias"])
    return done(no_cache=True)


def _mappers(admin: AdminCall) -> list[Document]:
    alias = provider_of(admin)["alias"]
    return [one for one in _all(admin, "identityProviderMappers") if one.get("identityProviderAlias") == alias]


def mappers(admin: AdminCall) -> Response:
    """The mappers of a provider."""
    return found(_mappers(admin))


def create_mapper(admin: AdminCall) -> Response:
    """A new mapper. Its own ``identityProviderAlias`` says whose it is, whatever the path, as observed."""
    provider = provider_of(admin)
    document = admin.body("IdentityProviderMapperRepresentation")
    name = document.get("name")
    for fault in gate.mapper_faults(document):
        raise conflict(fault.message) if fault.kind == "duplicate" else broken(fault.message)
    same = [other for other in _all(admin, "identityProviderMappers") if other.get("name") == name]
    if any(other.get("identityProviderAlias") == document["identityProviderAlias"] for other in same):
        message = {"errorMessage": f"Failed to add mapper '{name}' to identity provider [{provider['providerId']}]."}
        raise AdminError(400, message, "the provider has a mapper of this name")
    given_ids.refuse(given_ids.of(_all(admin, "identityProviderMappers")), document)
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.PROVIDER_MAPPERS, document)
    mapper = gate.stored_mapper(document, document.get("id") or admin.context.ids.uuid())
    _put(admin, [*_all(admin, "identityProviderMappers"), mapper], "identityProviderMappers")
    return created(admin, "identity-provider", "instances", provider["alias"], "mappers", mapper["id"])


def _mapper(admin: AdminCall) -> Document:
    provider_of(admin)
    for one in _all(admin, "identityProviderMappers"):
        if one.get("id") == admin.call.parameters["mapper"]:
            return one
    raise AdminError(404, {"error": "Model not found"})


def read_mapper(admin: AdminCall) -> Response:
    """One mapper."""
    return found(_mapper(admin))


def update_mapper(admin: AdminCall) -> Response:
    """Replaces a mapper."""
    current = _mapper(admin)
    document = admin.body("IdentityProviderMapperRepresentation")
    if document.get("id") != current["id"] or list(gate.mapper_faults(document)):
        raise broken(f"a mapper needs {', '.join(gate.NEEDED)} and its own id")
    changed = gate.stored_mapper(document, current["id"])
    rows = [changed if one is current else one for one in _all(admin, "identityProviderMappers")]
    _put(admin, rows, "identityProviderMappers")
    return done(no_cache=True)


def delete_mapper(admin: AdminCall) -> Response:
    """Removes a mapper."""
    current = _mapper(admin)
    _put(admin, [one for one in _all(admin, "identityProviderMappers") if one is not current], "identityProviderMappers")
    return done(no_cache=True)


_ONE = "/identity-provider/instances/{alias}"
ROUTES = [
    route("GET", "/identity-provider/instances", listing, *_VIEW),
    route("POST", "/identity-provider/instances", create, _MANAGE, event="IDENTITY_PROVIDER", reads="IdentityProviderRepresentation"),
    route("GET", _ONE, read, *_VIEW),
    route("PUT", _ONE, update, _MANAGE, event="IDENTITY_PROVIDER", reads="IdentityProviderRepresentation"),
    route("DELETE", _ONE, delete, _MANAGE, event="IDENTITY_PROVIDER"),
    route("GET", f"{_ONE}/mappers", mappers, *_VIEW),
    route(
        "POST", f"{_ONE}/mappers", create_mapper, _MANAGE, event="IDENTITY_PROVIDER_MAPPER", reads="IdentityProviderMapperRepresentation"
    ),
    route("GET", f"{_ONE}/mappers/{{mapper}}", read_mapper, *_VIEW),
    route(
        "PUT",
        f"{_ONE}/mappers/{{mapper}}",
        update_mapper,
        _MANAGE,
        event="IDENTITY_PROVIDER_MAPPER",
        reads="IdentityProviderMapperRepresentation",
    ),
    route("DELETE", f"{_ONE}/mappers/{{mapper}}", delete_mapper, _MANAGE, event="IDENTITY_PROVIDER_MAPPER"),
]
