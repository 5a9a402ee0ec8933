"""What an administrator may do with one object by fine-grained permissions, for whoever tries them out. All as observed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.authz import admin_permissions, report
from emulator.authz.admin_permissions import Decision
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy, ResourceServer
from emulator.state import authorization
from emulator.state.store import RealmTables


def result(decision: Decision, tables: RealmTables, guard: ResourceServer, kind: str, name: str, asked: Iterable[str]) -> Document | None:
    """The EvaluationResultRepresentation for the object that ``name`` names; None where no permission is about it.

    ``asked`` are names of scopes, all of the type's where there is none. Something that is not there stands for all of the type; without
    a name nothing is granted. A user that is called by name is one of the groups' members, and none that a permission is for.
    """
    identifier = admin_permissions.identified(tables, kind, name)
    outcomes = decision.outcomes(kind, name or kind, identifier)
    if not outcomes:
        return None
    known = admin_permissions.SCOPES[kind]
    wanted = list(asked) or list(known)
    scopes = {scope.name: scope.id for scope in authorization.scopes(tables, guard.id) if not name or scope.name in known}
    granted = [scope for scope in wanted if name and scope in scopes and decision.grants(kind, scope, name, identifier)]
    told = granted or [scope for scope in wanted if scope in scopes]
    called = admin_permissions.name_of(tables, kind, identifier) or kind
    resource: Document = {"name": f"{called} with scopes [{', '.join(sorted(told))}]"}
    there = authorization.resource_named(tables, guard.id, name or kind, guard.id)
    if there is not None:
        resource["_id"] = there.id
    return {
        "resource": resource,
        "scopes": [{"id": scopes[scope], "name": scope} for scope in told],
        "policies": [_permission(tables, *outcome) for outcome in outcomes],
        "status": report.PERMIT if granted else report.DENY,
        "allowedScopes": [{"id": scopes[scope], "name": scope} for scope in granted],
        # Where something is granted, or a scope is unknown, what is denied is told by name alone.
        "deniedScopes": [_denied(scope, {} if granted else scopes) for scope in wanted if scope not in granted],
    }


def _denied(scope: str, ids: dict[str, str]) -> Document:
    return {"id": ids[scope], "name": scope} if scope in ids else {"name": scope}


def _permission(tables: RealmTables, permission: Policy, granted: bool, behind: list[tuple[Policy, bool]]) -> dict[str, Any]:
    shown = report.policy_result(tables, permission, granted, behind)
    resources = shown["policy"]["resources"] or [permission.resource_type]
    return {
        **shown,
        "policy": {**shown["policy"], "resources": resources},
        "scopes": shown["policy"]["scopes"],
        "resourceType": permission.resource_type,
    }
