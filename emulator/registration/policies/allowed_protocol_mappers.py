"""Clients may have protocol mappers of these types only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registration import settings
from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.state.store import RealmTables
from emulator.tokens.mappers import MAPPERS

_TYPES = "allowed-protocol-mapper-types"
_OF_OTHER_PROTOCOLS = (
    "docker-v2-allow-all-mapper", "saml-audience-mapper", "saml-audience-resolve-mapper", "saml-authn-context-class-ref-mapper",
    "saml-group-membership-mapper", "saml-hardcode-attribute-mapper", "saml-hardcode-role-mapper",
    "saml-organization-group-membership-mapper", "saml-organization-membership-mapper", "saml-role-list-mapper", "saml-role-name-mapper",
    "saml-user-attribute-mapper", "saml-user-attribute-nameid-mapper", "saml-user-property-mapper", "saml-user-session-note-mapper",
)  # fmt: skip


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """The types."""
    own = [name.replace("_", "-") for name in MAPPERS.names()]
    return [settings.described(_TYPES, "allowed-protocol-mappers", "MultivaluedList", options=sorted([*own, *_OF_OTHER_PROTOCOLS]))]


def before_register(request: Request) -> None:
    """A new client's mappers are of allowed types."""
    allowed = settings.values(request.config, _TYPES)
    for mapper in request.representation.get("protocolMappers") or ():
        if mapper.get("protocolMapper") not in allowed:
            raise Rejected("ProtocolMapper type not allowed")


def after_register(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The client without mappers of other types."""
    allowed = settings.values(request.config, _TYPES)
    kept = [mapper for mapper in document.get("protocolMappers") or () if mapper.get("protocolMapper") in allowed]
    found = {name: value for name, value in document.items() if name != "protocolMappers"}
    return {**found, "protocolMappers": kept} if kept else found


def before_update(request: Request) -> None:
    """Mappers of other types are there already, and stay as they are."""
    allowed = settings.values(request.config, _TYPES)
    known = {mapper["id"]: mapper for mapper in (request.client.protocol_mappers if request.client is not None else ())}
    for mapper in request.representation.get("protocolMappers") or ():
        if mapper.get("protocolMapper") not in allowed:
            _check_unchanged(mapper, known)


def _check_unchanged(mapper: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> None:
    identifier = mapper.get("id")
    if identifier is None:
        raise Rejected(f"Missing id for mapper named '{mapper.get('name')}'")
    current = known.get(identifier)
    if current is None:
        raise Rejected(f"No existing mapper model found for id '{identifier}'")
    if mapper.get("protocolMapper") != current.get("protocolMapper") or mapper.get("config") != current.get("config"):
        raise Rejected("ProtocolMapper type not allowed")


REGISTRATION_POLICY = RegistrationPolicy(
    "allowed-protocol-mappers",
    help="Limits protocol mappers of registered clients to these types.",
    properties=properties,
    before_register=before_register,
    before_update=before_update,
    after_register=after_register,
)
