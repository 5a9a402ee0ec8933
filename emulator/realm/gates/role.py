"""The gate of roles. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, Path, lengths

NAME_MISSING = "roleNameMissing"
UNKNOWN_REALM_ROLE, UNKNOWN_CLIENT_ROLE, UNKNOWN_CLIENT = "unknownRealmRole", "unknownClientRole", "unknownClient"

_MASTER, _OF_MASTER = "master", frozenset({"admin", "create-realm"})


class Roles(Protocol):
    """The roles that there are around a role."""

    def has_realm_role(self, name: str) -> bool:
        """Whether the realm has a role of this name."""

    def has_client(self, client_id: str) -> bool:
        """Whether there is a client."""

    def has_client_role(self, client_id: str, name: str) -> bool:
        """Whether a client has a role of this name."""


def faults(role: ReadDocument) -> list[Fault]:
    """What is wrong with a role, without those inside of it."""
    return [*name_faults(role)] or list(too_long(role))


def is_closed(realm: str, name: str) -> bool:
    """Whether a role of the realm itself stands for the administration of realms, which nobody may change."""
    return realm == _MASTER and name in _OF_MASTER


def name_faults(role: ReadDocument) -> Iterator[Fault]:
    """A role without a name."""
    if role.get("name") is None:
        yield Fault(("name",), NAME_MISSING, "role has no name")


def too_long(role: ReadDocument) -> Iterator[Fault]:
    """The texts of a role that are longer than there is room for; at the Admin API this is noticed last."""
    yield from lengths.members(role, ("name", "description"))
    given = role.get("attributes") or {}
    yield from lengths.keys(given, ("attributes",))
    yield from lengths.members(given, given, at=("attributes",))


def composite_faults(role: ReadDocument, around: Roles) -> Iterator[Fault]:
    """The roles inside of a role that do not exist, in Keycloak's words of an import."""
    composites = role.get("composites") or {}
    for index, name in enumerate(composites.get("realm") or ()):
        if not around.has_realm_role(name):
            path: Path = ("composites", "realm", index)
            yield Fault(path, UNKNOWN_REALM_ROLE, f"Unable to find composite realm role: {name}", (str(name),), "unknown")
    for client_id, names in inner_client_roles(composites).items():
        path = ("composites", "client", client_id)
        if not around.has_client(client_id):
            yield Fault(path, UNKNOWN_CLIENT, f"App doesn't exist in role definitions: {role.get('name')}", (client_id,), "unknown")
            continue
        for index, name in enumerate(names or ()):
            if not around.has_client_role(client_id, name):
                message = f"Unable to find composite client role: {name}"
                yield Fault((*path, index), UNKNOWN_CLIENT_ROLE, message, (client_id, str(name)), "unknown")


def attributes(given: ReadDocument | None) -> dict[str, Any]:
    """The attributes that are kept: those with a list that is not empty."""
    return {name: values for name, values in (given or {}).items() if values}


def inner_client_roles(composites: Mapping[str, Any] | None) -> Mapping[str, list[str]]:
    """Client roles of RoleRepresentation.composites, under their present or their old name."""
    found: Mapping[str, list[str]] = (composites or {}).get("client") or (composites or {}).get("application") or {}
    return found
