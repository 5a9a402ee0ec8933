"""Permissions to be decided about: a resource, the scopes that are asked for, and the claims that were pushed with the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.realm.authorization_views import Resource, ResourceServer, Scope
from emulator.state import authorization
from emulator.state.store import RealmTables

Claims = Mapping[str, list[str]]


@dataclass(slots=True)
class ResourcePermission:
    """What is asked for. ``scopes`` are by id; ``granted`` says that the owner has granted it, so that no policy is asked."""

    resource: Resource | None
    scopes: dict[str, Scope] = field(default_factory=dict)
    claims: Claims = field(default_factory=dict)
    granted: bool = False

    def add(self, scopes: Iterable[Scope]) -> None:
        """Asks for these scopes too."""
        self.scopes.update((scope.id, scope) for scope in scopes)


def of_resource(
    tables: RealmTables, server: ResourceServer, resource: Resource, wanted: Iterable[Scope], claims: Claims
) -> ResourcePermission:
    """Permission for those of the wanted scopes that the resource has, or for all of its scopes where none is wanted."""
    return ResourcePermission(resource, resolved(tables, server, resource, wanted), claims)


def resolved(tables: RealmTables, server: ResourceServer, resource: Resource, wanted: Iterable[Scope]) -> dict[str, Scope]:
    """The wanted scopes that a resource has; all of them where none is wanted."""
    asked = {scope.id for scope in wanted}
    return {scope.id: scope for scope in scopes_of(tables, server, resource) if not asked or scope.id in asked}


def scopes_of(tables: RealmTables, server: ResourceServer, resource: Resource) -> list[Scope]:
    """The scopes of a resource. A user's resource also has those of the server's own resources of its type."""
    found = dict.fromkeys(resource.scope_ids)
    if resource.type and not resource.of_server:
        for other in authorization.resources(tables, server.id):
            if other.type == resource.type and other.of_server:
                found.update(dict.fromkeys(other.scope_ids))
    return authorization.scopes_of(tables, found)


def shown(resource: Resource | None, scopes: Iterable[Scope], claims: Claims, *, with_name: bool = True) -> Document:
    """A granted permission as tokens and answers carry it."""
    names = [scope.name for scope in scopes]
    document: Document = {"scopes": names} if names else {}
    if claims:
        document["claims"] = {name: list(values) for name, values in claims.items()}
    if resource is not None:
        document["rsid"] = resource.id
        if with_name:
            document["rsname"] = resource.name
    return document


def covers(granted: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Whether one permission counts as the other, as Keycloak compares them: one resource, and a scope in common or none in both."""
    if granted.get("rsid") != asked.get("rsid"):
        return False
    mine, theirs = set(granted.get("scopes") or ()), set(asked.get("scopes") or ())
    if granted.get("rsid") is not None and not mine and not theirs:
        return True
    return bool(mine & theirs)
