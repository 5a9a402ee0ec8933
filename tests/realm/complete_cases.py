"""Realm documents in a form that can be compared: paths and values, named things by name, what is random by kind."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"

_NAMES = ("clientId", "username", "alias", "name", "client", "clientScope")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORT_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_SECRET = re.compile(r"[A-Za-z0-9]{32,86}")
_OBJECT = re.compile(r"\]'*")
_KEY_MATERIAL = {"kid", "secret", "privateKey", "certificate"}
_USER_FIELDS = {
    "id", "username", "email", "emailVerified", "firstName", "lastName", "attributes", "enabled", "totp",
    "requiredActions", "notBefore", "federationLink", "realmRoles", "clientRoles", "groups", "serviceAccountClientId",
    "federatedIdentities", "credentials",
}  # fmt: skip
_CREDENTIAL_FIELDS = {"type", "userLabel"}


class _Leaves(dict[str, Any]):
    """Leaves by path; ``places`` are those of the objects in lists that have any."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()


def flat(document: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """The document's leaves by path. What was drawn, and so is not in ``given``, is told by its kind only."""
    leaves = _Leaves()
    known = json.dumps(written)
    rest = {key: value for key, value in document.items() if key not in ("keycloakVersion", "components", "users")}
    _walk(leaves, rest, "", known)
    for kind, members in document["components"].items():
        for member in members:
            _component(leaves, member, f"components[{kind}]", known)
    for user in document.get("users") or ():
        _user(leaves, user, known)
    paths = _UUID.sub(lambda match: match[0] if match[0] in known else "<id>", "\0".join(leaves)).split("\0")
    return dict(zip(paths, leaves.values(), strict=True))


def _component(leaves: _Leaves, component: Mapping[str, Any], path: str, known: str) -> None:
    own = {key: value for key, value in component.items() if key != "subComponents"}
    name = component.get("name") or component["providerId"]
    is_named = f'"{name}"' in known
    own["config"] = {k: v for k, v in own.get("config", {}).items() if k not in _KEY_MATERIAL or is_named}
    path = f"{path}[{name}{'/' + component['subType'] if component.get('subType') else ''}]"
    path = _unused(leaves, path, own)
    _walk(leaves, own, path, known)
    for kind, members in (component.get("subComponents") or {}).items():
        for member in members:
            _component(leaves, member, f"{path}[{kind}]", known)


def _user(found: _Leaves, user: Mapping[str, Any], known: str) -> None:
    own = {k: v for k, v in user.items() if k in _USER_FIELDS and (v not in ([], {}, None) or k == "requiredActions")}
    if own.get("credentials"):
        own["credentials"] = [{k: v for k, v in c.items() if k in _CREDENTIAL_FIELDS} for c in own["credentials"]]
    _walk(found, own, f"users[{own['username']}]", known)


def _walk(leaves: _Leaves, value: Any, path: str, known: str) -> None:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            _walk(leaves, inner, f"{path}.{key}" if path else key, known)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        ordered = path.endswith((".authenticationExecutions", ".credentials"))
        for index, inner in enumerate(value):
            name = index if ordered else next((inner[key] for key in _NAMES if inner.get(key)), index)
            place = f"{path}[{name}]"
            if not ordered:
                place = _unused(leaves, place, inner)
            _walk(leaves, inner, place, known)
    else:
        leaves[path] = _leaf(value, path, known)


def _unused(found: _Leaves, place: str, inner: Mapping[str, Any]) -> str:
    """The place, with a mark for each object of the same name that stands before it."""
    while place in found.places:
        place += "'"
    if inner:
        found.places.add(place)
    return place


def _leaf(value: Any, path: str, known: str) -> Any:
    if isinstance(value, list):
        return sorted(value, key=str)
    if not isinstance(value, str) or f'"{value}"' in known:
        return value
    if _UUID.fullmatch(value) or (path.endswith(".id") and _SHORT_ID.fullmatch(value)):
        return "<id>"
    if path.endswith(".secret") and _SECRET.fullmatch(value):
        return "<secret>"
    if path.endswith("client.secret.creation.time"):
        return "<time>"
    return value


def changes(fresh: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """Paths that are new or different in ``found``, with the value; paths, or whole objects, that are gone, with None."""
    same = object()
    changed = {path: value for path, value in found.items() if fresh.get(path, same) != value}
    gone = fresh.keys() - found.keys()
    left = {start for path in found for start in _objects(path)} if gone else set()
    return changed | {next((start for start in _objects(path) if start not in left), path): None for path in gone}


@cache
def _objects(path: str) -> list[str]:
    return [path[: match.end()] for match in _OBJECT.finditer(path)]
