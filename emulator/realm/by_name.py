"""Mappings from name to object where Keycloak's form is a list of objects with a name in them.

``KEYS`` says for each representation which of its members may be written so, and which member of an object is its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.schema import Path_, representations

_MAPPERS = {"protocolMappers": "name"}
KEYS: Mapping[str, Mapping[str, str]] = {
    "RealmRepresentation": {
        "clients": "clientId", "users": "username", "clientScopes": "name", "groups": "name", "identityProviders": "alias",
        "identityProviderMappers": "name", "organizations": "name", "authenticationFlows": "alias", "authenticatorConfig": "alias",
        "requiredActions": "alias",
    },
    "ClientRepresentation": _MAPPERS,
    "ClientScopeRepresentation": _MAPPERS,
    "GroupRepresentation": {"subGroups": "name"},
    "UserRepresentation": {"federatedIdentities": "identityProvider"},
    "OrganizationRepresentation": {"domains": "name", "members": "username", "identityProviders": "alias", "groups": "name"},
    "RolesRepresentation": {"realm": "name"},
    "ResourceServerRepresentation": {"resources": "name", "scopes": "name", "policies": "name"},
}  # fmt: skip
_INNER = {
    "RealmRepresentation": {"roles": "RolesRepresentation"},
    "ClientRepresentation": {"authorizationSettings": "ResourceServerRepresentation"},
}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {"protocolMappers": {"protocol": "openid-connect"}}
_NAMES = {member: key for members in KEYS.values() for member, key in members.items()}


def fields() -> dict[str, dict[str, Any]]:
    """The members that may be mappings, in the terms of ``realm.schema``."""
    known = representations()
    return {
        name: {member: {"|": [known[name][member], {"*": known[name][member][0]}]} for member in members} for name, members in KEYS.items()
    }


def listed(document: Mapping[str, Any], representation: str = "RealmRepresentation") -> Document:
    """A document with lists in the place of such mappings; what was written is not changed."""
    result: Document = dict(document)
    known = representations()[representation]
    for member, key in KEYS.get(representation, {}).items():
        written = result.get(member)
        if not written:
            continue
        if isinstance(written, dict):
            members = [{key: name, **_DEFAULTS.get(member, {}), **(entry or {})} for name, entry in written.items()]
        else:
            members = [entry for entry in written if entry is not None]
        kind = known[member][0]
        result[member] = [listed(entry, kind) for entry in members] if kind in KEYS else members
    for member, kind in _INNER.get(representation, {}).items():
        if isinstance(result.get(member), dict):
            result[member] = listed(result[member], kind)
    return result


def source(written: Any, expanded: Any, path: Path_, member: str | int = "") -> Path_:
    """The place in what was ``written`` of a ``path`` in its list form; the nearest parent of what is not written there.

    ``member`` is the name that the documents have in their parent.
    """
    place: list[str | int] = []
    for part in path:
        try:
            inner = expanded[part]
        except (KeyError, IndexError, TypeError):
            return (*place, *path[len(place) :])
        if isinstance(written, Mapping) and isinstance(expanded, list):
            part = inner.get(_NAMES.get(str(member), "name"), "")
        if isinstance(written, Mapping) and part not in written:
            return tuple(place)
        if isinstance(written, list) and not (isinstance(part, int) and part < len(written)):
            return tuple(place)
        if not isinstance(written, Mapping | list):
            return tuple(place)
        place.append(part)
        written = written[part] if isinstance(written, Mapping) else written[int(part)]
        member, expanded = part, inner
    return tuple(place)
