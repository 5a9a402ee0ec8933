"""A policy's script, run for the permission that is decided about."""

from __future__ import annotations

import logging
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate
from emulator.authz.javascript import engine
from emulator.authz.javascript.realm_questions import Questions
from emulator.authz.scripts import Script
from emulator.realm.authorization_views import NEGATIVE, Policy, Resource, Scope
from emulator.state import authorization

Document = dict[str, Any]
_LOG = logging.getLogger("emulator.authz.scripts")


def permits(script: Script, evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the script grants, before the policy's logic; the permission has the claims then that it adds. Raises CannotEvaluate."""
    try:
        outcome = engine.run(script.code, _facts(evaluation, policy), Questions(evaluation.tables, evaluation.identity).answer)
    except engine.ScriptError as error:
        raise CannotEvaluate(f"the script of policy '{policy.name}', {script.type}: {error}") from error
    for line in outcome.printed:
        _LOG.info("%s: %s", script.type, line)
    evaluation.permission.claims = outcome.claims
    return bool(outcome.effect)


def _facts(evaluation: Evaluation, policy: Policy) -> Document:
    permission, identity = evaluation.permission, evaluation.identity
    return {
        "negative": policy.logic == NEGATIVE,
        "permission": {
            "resource": _resource(evaluation, permission.resource) if permission.resource is not None else None,
            "scopes": [_scope(scope) for scope in permission.scopes.values()],
            "resourceType": None,
            "claims": {name: list(values) for name, values in permission.claims.items()},
        },
        "identity": {"id": identity.id, "attributes": identity.attributes},
        "context": evaluation.surroundings,
        "policy": {
            "id": policy.id, "name": policy.name, "description": policy.description or None, "type": policy.type,
            "logic": policy.logic, "decisionStrategy": policy.decision_strategy, "owner": policy.owner_id or None,
            "config": dict(policy.config),
        },
        "server": _server(evaluation),
    }  # fmt: skip


def _server(evaluation: Evaluation) -> Document:
    server = evaluation.server
    return {
        "id": server.id, "clientId": server.id, "allowRemoteResourceManagement": bool(server.remote_management),
        "policyEnforcementMode": server.enforcement_mode, "decisionStrategy": server.decision_strategy,
    }  # fmt: skip


def _resource(evaluation: Evaluation, resource: Resource) -> Document:
    return {
        "id": resource.id, "name": resource.name, "displayName": resource.display_name or None, "type": resource.type or None,
        "iconUri": resource.icon_uri or None, "owner": resource.owner_id, "ownerManagedAccess": bool(resource.owner_managed),
        "uris": list(resource.uris), "attributes": {name: list(values) for name, values in resource.attributes.items()},
        "scopes": [_scope(scope) for scope in authorization.scopes_of(evaluation.tables, resource.scope_ids)],
    }  # fmt: skip


def _scope(scope: Scope) -> Document:
    return {"id": scope.id, "name": scope.name, "displayName": scope.display_name or None, "iconUri": scope.icon_uri or None}
