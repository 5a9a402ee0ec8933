"""Client scopes that a realm and its clients get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.clients import OPENID_CONNECT
from emulator.realm.migrations import Material


def has(realm: Document, name: str) -> bool:
    """Whether the realm has a client scope of this name."""
    return any(scope["name"] == name for scope in realm["clientScopes"])


def add(realm: Document, name: str, material: Material) -> bool:
    """The client scope of a fresh realm, among the default or optional ones as there; False if the realm has one of that name."""
    if has(realm, name):
        return False
    realm["clientScopes"].append(next(scope for scope in material.fresh["clientScopes"] if scope["name"] == name))
    for lists in ("defaultDefaultClientScopes", "defaultOptionalClientScopes"):
        if name in material.fresh[lists]:
            realm[lists].append(name)
    return True


def give(client: Document, name: str, kind: str) -> None:
    """Adds a scope to a client's ``defaultClientScopes`` or ``optionalClientScopes`` unless it has it already, as either."""
    if name not in client["defaultClientScopes"] and name not in client["optionalClientScopes"]:
        client[kind] = [*client[kind], name]


def give_all(realm: Document, name: str, protocol: str = OPENID_CONNECT) -> None:
    """Adds a new scope to every client of the protocol but those that only take tokens."""
    for client in realm["clients"]:
        if client["protocol"] == protocol and not client["bearerOnly"]:
            give(client, name, "defaultClientScopes")


def logs_in(client: Mapping[str, Any]) -> bool:
    """Whether a client of OpenID Connect does more than take tokens."""
    return client["protocol"] == OPENID_CONNECT and not client["bearerOnly"]
