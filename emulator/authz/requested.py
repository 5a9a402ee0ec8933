"""Which permissions a request asks for: all, or those that it names, by Keycloak's rules for names, ids and types of resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from emulator.authz import permission
from emulator.authz.evaluation import Evaluation
from emulator.authz.permission import Claims, ResourcePermission
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.realm.authorization_views import Resource, Scope
from emulator.state import authorization

_TYPE, _ANY, _INSTANCE, _OWN = "resource-type:", "resource-type-any:", "resource-type-instance:", "resource-type-owner:"


@dataclass(slots=True)
class Wanted:
    """One permission that is asked for: a resource by id, name or type (empty for any), and names of scopes."""

    resource: str = ""
    scopes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Gathered:
    """Permissions by the id of their resource, or of their scope, at most ``limit`` of them."""

    limit: int | None
    permissions: dict[str, ResourcePermission] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        return self.limit is not None and len(self.permissions) >= self.limit


def everything(evaluation: Evaluation, claims: Claims, limit: int | None) -> Iterator[ResourcePermission]:
    """All that the identity could have: the server's resources, its own, and what others have granted to it."""
    tables, server, identity = evaluation.tables, evaluation.server, evaluation.identity
    left = limit if limit is not None else -1
    owners = dict.fromkeys((server.id, identity.id))
    mine = [candidate for owner in owners for candidate in authorization.resources(tables, server.id) if candidate.owner_id == owner]
    for resource in mine:
        if left == 0:
            return
        left -= 1
        own = authorization.scopes_of(tables, resource.scope_ids)
        yield permission.of_resource(tables, server, resource, own, claims)
    shared: dict[str, ResourcePermission] = {}
    for ticket in _granted_tickets(evaluation):
        if ticket.resource_id not in shared and left == 0:
            break
        resource_there = authorization.resource(tables, server.id, ticket.resource_id)
        if resource_there is None:
            continue
        if ticket.resource_id not in shared:
            left -= 1
            shared[ticket.resource_id] = ResourcePermission(resource_there, {}, claims, granted=True)
        shared[ticket.resource_id].add(authorization.scopes_of(tables, (ticket.scope_id,)))
    yield from shared.values()


def _granted_tickets(evaluation: Evaluation) -> list[Any]:
    identity = evaluation.identity
    tickets = evaluation.tables.permission_tickets.many("user", identity.id)
    return [one for one in tickets if one.granted and one.requester_id == identity.id and one.server_id == evaluation.server.id]


def named(
    evaluation: Evaluation,
    wanted: Iterable[Wanted],
    claims: Claims,
    scope: str | None,
    limit: int | None,
    granted_before: Iterable[Mapping[str, Any]] = (),
) -> tuple[list[ResourcePermission], list[Wanted]]:
    """The permissions that are asked for, with those of an earlier token added; and the wishes with ids where they had names.

    Raises OAuthError for a resource or scopes that do not exist.
    """  # fmt: skip
    gathered = _Gathered(limit)
    asked: list[Wanted] = []
    for wish in wanted:
        if gathered.full:
            break
        scopes = _scopes(evaluation, wish, scope)
        identifier = _resources(evaluation, gathered, wish, scopes, claims) if wish.resource else _any(evaluation, gathered, scopes, claims)
        asked.append(Wanted(identifier, wish.scopes))
    for before in granted_before:
        _add_earlier(evaluation, gathered, before)
    return list(gathered.permissions.values()), asked


def _scopes(evaluation: Evaluation, wanted: Wanted, scope: str | None) -> list[Scope]:
    names = dict.fromkeys([*wanted.scopes, *(scope.split(" ") if scope is not None else ())])
    found = [authorization.scope_named(evaluation.tables, evaluation.server.id, name) for name in names]
    known = [one for one in found if one is not None]
    if names and not known:
        raise OAuthError("invalid_scope", f"One of the given scopes [{', '.join(names)}] is invalid", event="invalid_request")
    return known


def _resources(evaluation: Evaluation, gathered: _Gathered, wanted: Wanted, scopes: list[Scope], claims: Claims) -> str:
    """Adds permissions for a resource by id, name or type; returns its id where it was a name. Raises OAuthError for a name of nothing."""
    tables, server = evaluation.tables, evaluation.server
    by_id = authorization.resource(tables, server.id, wanted.resource) if "-" in wanted.resource else None
    identifier = wanted.resource
    if by_id is not None:
        _add(evaluation, gathered, by_id, scopes, claims)
        return identifier
    if wanted.resource.startswith((_TYPE, _ANY, _INSTANCE, _OWN)):
        for resource in _of_type(evaluation, wanted.resource):
            _add(evaluation, gathered, resource, scopes, claims)
        return identifier
    return _by_name(evaluation, gathered, wanted.resource, scopes, claims)


def _of_type(evaluation: Evaluation, text: str) -> list[Resource]:
    prefix, _, kind = text.partition(":")
    owner = {_TYPE: evaluation.server.id, _OWN: evaluation.identity.id}.get(f"{prefix}:")
    found = [one for one in authorization.resources(evaluation.tables, evaluation.server.id) if one.type == kind]
    if f"{prefix}:" == _INSTANCE:
        return [one for one in found if not one.of_server]
    return [one for one in found if owner is None or one.owner_id == owner]


def _by_name(evaluation: Evaluation, gathered: _Gathered, name: str, scopes: list[Scope], claims: Claims) -> str:
    """As observed, the server itself is not told that there is nothing of the name."""
    tables, server, identity = evaluation.tables, evaluation.server, evaluation.identity
    identifier = name
    own = authorization.resource_named(tables, server.id, name, identity.id)
    if own is not None:
        identifier = own.id
        _add(evaluation, gathered, own, scopes, claims)
    if identity.is_client and identity.id == server.id:
        return identifier
    tickets = [ticket for ticket in _granted_tickets(evaluation) if _name_of(evaluation, ticket.resource_id) == name]
    if tickets:
        shared = authorization.resource(tables, server.id, tickets[0].resource_id)
        scope_ids = {ticket.scope_id for ticket in tickets}
        if shared is not None:
            mine = [scope for scope in scopes if scope.id in scope_ids]
            added = _add(evaluation, gathered, shared, mine or authorization.scopes_of(tables, scope_ids), claims)
            if added is not None:
                added.granted = True
    servers = authorization.resource_named(tables, server.id, name, server.id)
    if servers is not None:
        identifier = servers.id
        _add(evaluation, gathered, servers, scopes, claims)
    if not gathered.permissions:
        raise OAuthError("invalid_resource", f"Resource with id [{name}] does not exist.", event="invalid_request")
    return identifier


def _name_of(evaluation: Evaluation, identifier: str) -> str:
    resource = authorization.resource(evaluation.tables, evaluation.server.id, identifier)
    return resource.name if resource is not None else ""


def _add(evaluation: Evaluation, gathered: _Gathered, resource: Resource, scopes: list[Scope], claims: Claims) -> ResourcePermission | None:
    """Adds a permission; one that asks only for scopes that the resource lacks is left out."""
    there = gathered.permissions.get(resource.id)
    if there is not None:
        if scopes:
            there.scopes.update(permission.resolved(evaluation.tables, evaluation.server, resource, scopes))
        return there
    added = permission.of_resource(evaluation.tables, evaluation.server, resource, scopes, claims)
    if scopes and not added.scopes:
        return None
    gathered.permissions[resource.id] = added
    return added


def _any(evaluation: Evaluation, gathered: _Gathered, scopes: list[Scope], claims: Claims) -> str:
    """Adds permissions for every resource that has one of the scopes, or for the scopes alone where none has."""
    asked = {scope.id for scope in scopes}
    alike = [other for other in authorization.resources(evaluation.tables, evaluation.server.id) if asked & set(other.scope_ids)]
    for resource in alike:
        if gathered.full:
            break
        there = gathered.permissions.get(resource.id)
        if there is None:
            gathered.permissions[resource.id] = permission.of_resource(evaluation.tables, evaluation.server, resource, scopes, claims)
        else:
            there.add(scopes)
    for scope in scopes if not alike else ():
        if gathered.full:
            break
        gathered.permissions.setdefault(scope.id, ResourcePermission(None, {scope.id: scope}, claims))
    return ""


def _add_earlier(evaluation: Evaluation, gathered: _Gathered, before: Mapping[str, Any]) -> None:
    """Adds a permission of an earlier token, so that it is decided about again."""
    resource = authorization.resource(evaluation.tables, evaluation.server.id, str(before.get("rsid") or ""))
    if resource is None:
        return
    there = gathered.permissions.get(resource.id)
    if there is None:
        if gathered.full:
            return
        there = gathered.permissions[resource.id] = ResourcePermission(resource, {}, dict(before.get("claims") or {}))
    named_scopes = [authorization.scope_named(evaluation.tables, evaluation.server.id, name) for name in before.get("scopes") or ()]
    there.add([scope for scope in named_scopes if scope is not None])
