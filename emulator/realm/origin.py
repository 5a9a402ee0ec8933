"""Where in a written file that stands which a fault of the expanded realm is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.realm import by_name
from emulator.realm.api_tokens import ATTRIBUTES
from emulator.realm.schema import Path_

_KEYS = {"clients": "clientId", "users": "username", "clientScopes": "name", "groups": "name"}
_SHORT = {
    "realmRoles": "roles",
    "clientRoles": "roles",
    "defaultClientScopes": "scopes",
    "optionalClientScopes": "optionalScopes",
    "credentials": "password",
    "firstName": "name",
    "lastName": "name",
    "protocolMappers": "claims",
}
_API_TOKENS = {attribute: name for name, attribute in ATTRIBUTES.items()}


def source(written: Mapping[str, Any], expanded: Mapping[str, Any], path: Path_) -> Path_:
    """The path in the ``written`` realm of a ``path`` in what ``shorthand.expand`` made of it; its nearest parent at worst."""
    if len(path) > 1 and path[0] in _KEYS:
        return _member(written, expanded, path)
    if len(path) > 1 and path[0] == "attributes" and path[1] in _API_TOKENS and isinstance(written.get("apiTokens"), Mapping):
        return ("apiTokens", _API_TOKENS[str(path[1])])
    if len(path) > 2 and path[0] == "roles":
        return by_name.source(written, expanded, _role(written, path))
    return by_name.source(written, expanded, path)


def _member(written: Mapping[str, Any], expanded: Mapping[str, Any], path: Path_) -> Path_:
    kind, index = str(path[0]), path[1]
    member = expanded[kind][index]
    place, entry = _entry(written.get(kind), _KEYS[kind], member, index)
    if entry is None:
        client = member.get("serviceAccountClientId")
        place, entry = _entry(written.get("clients"), "clientId", {"clientId": client}, None)
        return ("clients", place, "serviceAccountRoles") if entry is not None and place is not None else (kind,)
    rest = path[2:]
    if rest and rest[0] not in entry:
        return _shorter((kind, place), entry, member, rest) if place is not None else (kind,)
    return (kind, place, *by_name.source(entry, member, rest)) if place is not None else (kind,)


def _shorter(start: Path_, entry: Mapping[str, Any], member: Mapping[str, Any], rest: Path_) -> Path_:
    short = "claims" if (start[0], rest[0]) == ("users", "attributes") else _SHORT.get(str(rest[0]), "")
    if short not in entry:
        return start
    names = entry[short]
    if not isinstance(names, list) or len(rest) < 2:
        return (*start, short)
    value: Any = member
    for part in rest:
        value = value[part]
    if rest[0] != "clientRoles":
        indexes = [index for index, name in enumerate(names) if name == value]
    elif isinstance(value, str):
        indexes = [index for index, name in enumerate(names) if name in (f"{rest[1]}:{value}", f"{rest[1]}.{value}")]
    else:
        indexes = [index for index, name in enumerate(names) if name.startswith((f"{rest[1]}:", f"{rest[1]}."))]
    return (*start, short, *indexes[:1])


def _role(written: Mapping[str, Any], path: Path_) -> Path_:
    roles = written.get("roles")
    if path[1] == "realm" and isinstance(roles, list):
        return ("roles", path[2])
    if path[1] == "client" and not (isinstance(roles, Mapping) and path[2] in (roles.get("client") or {})):
        place, entry = _entry(written.get("clients"), "clientId", {"clientId": path[2]}, None)
        if entry is not None and place is not None:
            return ("clients", place, "roles", *path[3:4])
    return path


def _entry(members: Any, key: str, wanted: Mapping[str, Any], index: Any) -> tuple[str | int | None, Mapping[str, Any] | None]:
    """The written member and its index or key; by its name, or at ``index`` where names do not tell."""
    if isinstance(members, Mapping):
        pairs: Iterable[tuple[str | int, Any]] = members.items()
    else:
        pairs = list(enumerate(members or ()))
        if isinstance(index, int) and index < len(pairs) and (members[index] or {}).get(key) == wanted.get(key):
            return index, members[index]
    for place, entry in pairs:
        name = (entry or {}).get(key, place if isinstance(members, Mapping) else None)
        if name == wanted.get(key):
            return place, entry or {}
    return None, None
