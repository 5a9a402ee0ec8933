"""What a path of the Admin API answers to a method that it has not, as observed.

Keycloak's paths belong to classes. A class that has the method at another of its paths answers 404, and so does one that only leads to
others; one that has it nowhere answers 405, unless it takes whatever follows for somebody's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from emulator.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class _Class:
    """A class with the methods that it has anywhere, and those below it. ``any_id`` says that it looks for something by what follows."""

    methods: str
    below: Mapping[str, _Class] = field(default_factory=dict)
    any_id: bool = False


_ALL, _NOT_PUT, _NOT_POST, _LIST = "GET POST PUT DELETE", "GET POST DELETE", "GET PUT DELETE", "GET POST"
_GET, _POST, _GET_PUT = _Class("GET"), _Class("POST"), _Class("GET PUT")
_MAPPINGS = {"role-mappings": _Class(_NOT_PUT)}
_GROUPS = _Class(_LIST, {"*": _Class(_ALL, _MAPPINGS)}, any_id=True)
_OF_CLIENTS = {"scope-mappings": _Class(_NOT_PUT), "protocol-mappers": _Class(_ALL)}
_POLICIES = _Class(_LIST, {"evaluate": _POST}, any_id=True)
_CONSOLE = dict.fromkeys((
    "authentication-management", "available-event-listeners", "available-roles", "brute-force-user", "effective-roles", "realms",
    "sessions", "effective-roles-all", "role-mappings",
), _GET) | {"role-mapping-delete": _POST}  # fmt: skip
_SERVER = _Class("GET POST PUT", {"policy": _POLICIES, "permission": _POLICIES, "resource": _Class(_ALL), "scope": _Class(_ALL)})
_CLIENT = _Class(_ALL, {
    **_OF_CLIENTS, "roles": _Class(_ALL), "certificates": _Class(_LIST), "evaluate-scopes": _GET,
    "authz": _Class("", {"resource-server": _SERVER}),
})  # fmt: skip
_REALM = _Class(_ALL, {
    "attack-detection": _Class("GET DELETE"), "authentication": _Class(_ALL),
    "client-policies": _Class("", {"policies": _GET_PUT, "profiles": _GET_PUT}),
    "client-registration-policy": _GET, "client-types": _GET_PUT, "client-scopes": _Class(_LIST, {"*": _Class(_NOT_POST, _OF_CLIENTS)}),
    "client-templates": _Class(_LIST, {"*": _Class(_NOT_POST, _OF_CLIENTS)}), "clear-crl-cache": _POST, "clear-keys-cache": _POST,
    "clear-realm-cache": _POST, "clear-user-cache": _POST, "clients": _Class(_LIST, {"*": _CLIENT}),
    "clients-initial-access": _Class(_NOT_PUT), "components": _Class(_ALL), "groups": _GROUPS,
    "identity-provider": _Class(_LIST, {"instances": _Class(_LIST, {"*": _Class(_ALL)})}), "keys": _GET,
    "localization": _Class(_ALL), "organizations": _Class(_LIST, {"*": _Class(_NOT_POST, {
        "groups": _GROUPS, "members": _Class(_NOT_PUT), "identity-providers": _Class(_NOT_PUT), "invitations": _Class(_NOT_PUT)})},
    any_id=True),
    "roles": _Class(_ALL), "roles-by-id": _Class(_ALL), "ui-ext": _Class("GET PUT", _CONSOLE),
    "ldap-server-capabilities": _POST, "testLDAPConnection": _POST, "user-storage": _Class(_LIST),
    "users": _Class(_LIST, {"profile": _Class("GET PUT"), "*": _Class(_ALL, _MAPPINGS)}, any_id=True),
    "workflows": _Class(_LIST),
}, any_id=True)  # fmt: skip


def is_unknown(method: str, path: Sequence[str], values: Collection[str] | None) -> bool:
    """Whether a path is unknown (404) for a method that it has not; if not, the method is not allowed there (405).

    ``path`` are the segments behind the realm, ``values`` those of them that stand for somebody; None where no route knows the path.
    """
    there, left = _REALM, len(path)
    for segment in path:
        inner = there.below.get("*" if values is not None and segment in values else segment)
        if inner is None and values is None:
            inner = there.below.get("*")
        if inner is None:
            break
        there, left = inner, left - 1
    return not there.methods or method in there.methods.split() or (there.any_id and left > 0)


def has_no_head(path: Sequence[str]) -> bool:
    """Whether HEAD is unknown (404) at a path that has GET: where its class would take the path's next name for somebody's id.

    ``path`` are the segments of a route behind the realm, parameters in braces.
    """
    there = _REALM
    for segment in path:
        is_value = segment.startswith("{")
        inner = there.below.get("*" if is_value else segment)
        if inner is None:
            return there.any_id and not is_value
        there = inner
    return False
