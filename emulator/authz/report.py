"""What came of an evaluation, for whoever tries out policies: every permission, and every policy behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.authz import decision
from emulator.authz.evaluation import Evaluation, Result
from emulator.authz.permission import ResourcePermission, shown
from emulator.authz.resources import owner_name
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy, Resource, Scope
from emulator.state import authorization
from emulator.state.store import RealmTables

PERMIT, DENY = "PERMIT", "DENY"


def permissions(evaluation: Evaluation, asked: Iterable[ResourcePermission]) -> tuple[list[Document], list[Document]]:
    """The results as EvaluationResultRepresentations, and the permissions that are granted; raises CannotEvaluate."""
    results: list[Document] = []
    granted: list[Document] = []
    for permission in asked:
        result = evaluation.decide(permission)
        if result is None:
            continue
        scopes = decision.granted(evaluation.tables, evaluation.server, result)
        if scopes is not None:
            granted.append(shown(permission.resource, scopes, permission.claims))
        results.append(_result(evaluation.tables, result, scopes))
    return results, granted


def _result(tables: RealmTables, result: Result, granted: list[Scope] | None) -> Document:
    resource = result.permission.resource
    # As observed, scopes that were asked for and not granted are left out where anything is granted.
    scopes = list(result.permission.scopes.values()) if granted is None else granted
    listed = [{"id": scope.id, "name": scope.name} for scope in scopes]
    return {
        "resource": _resource(resource, scopes),
        "scopes": listed,
        "policies": [policy_result(tables, outcome.policy, outcome.granted, outcome.associated, resource) for outcome in result.results],
        "status": DENY if granted is None else PERMIT,
        "allowedScopes": [] if granted is None else listed,
        "deniedScopes": [],
    }


def _resource(resource: Resource | None, scopes: list[Scope]) -> Document:
    names = f"[{', '.join(scope.name for scope in scopes)}]"
    if resource is None:
        return {"name": f"Any Resource with Scopes {names}"}
    return {"name": f"{resource.name} with scopes {names}" if scopes else resource.name, "_id": resource.id}


def _grant(tables: RealmTables, policy: Policy) -> str:
    """Who lets whom in by a policy of a resource's owner, as far as a ticket says so."""
    ticket = next(iter(tables.permission_tickets.many("policy", policy.id)), None)
    if ticket is None:
        return f"{policy.description} (User-Managed Policy)" if policy.description else "User-Managed Policy"
    owner, requester = (_called(tables, identifier) for identifier in (ticket.owner_id, ticket.requester_id))
    return f"Resource owner ({owner}) grants access to {requester}"


def _called(tables: RealmTables, identifier: str) -> str:
    user = tables.user(identifier)
    return str(user.document.get("email") or user.username) if user is not None else owner_name(tables, identifier) or ""


def policy_result(
    tables: RealmTables, policy: Policy, permits: bool, associated: list[tuple[Policy, bool]], resource: Resource | None = None
) -> Document:
    """A policy as a PolicyResultRepresentation: whether it permits, and what those behind it said."""
    names = [scope.name for scope in authorization.scopes_of(tables, policy.scope_ids)]
    if policy.type == "resource" and resource is not None:
        names = [scope.name for scope in authorization.scopes_of(tables, resource.scope_ids)]
    there = [tables.resources.get(identifier) for identifier in policy.resource_ids]
    document: dict[str, Any] = {"id": policy.id, "name": policy.name}
    description = _grant(tables, policy) if policy.type == authorization.UMA else policy.description
    if description:
        document["description"] = description
    document |= {
        "type": policy.type, "resources": [stored["name"] for stored in there if stored is not None], "scopes": names, "logic": "POSITIVE",
        "decisionStrategy": policy.decision_strategy, "config": {},
    }  # fmt: skip
    return {
        "policy": document,
        "status": PERMIT if permits else DENY,
        "associatedPolicies": [policy_result(tables, other, effect, []) for other, effect in associated],
        "scopes": [] if permits or policy.type == "resource" else names,
    }
