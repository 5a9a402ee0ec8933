"""What the owner of a resource allows others, in the protection API: conditions on roles, groups, clients and users, kept as policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.faults import unforeseen
from emulator.authz.policies import POLICY_TYPES, PolicyType
from emulator.authz.writing import Config, Document, Write, given_id, listed, role_name
from emulator.realm.authorization_views import Policy
from emulator.state import authorization, groups
from emulator.state.store import RealmTables

_MEMBERS = {"role": "roles", "group": "groups", "client": "clients", "user": "users"}


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Nothing: conditions are policies of their own. Raises Keycloak's refusal of scripts."""
    if given.get("condition") is not None:
        raise unforeseen("conditions are scripts, which are not there")
    return {}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def after(write: Write, policy: Policy, given: Mapping[str, Any]) -> Policy:
    """Makes a policy of each kind of condition that the representation has, in place of those that were there."""
    for condition in policy.policy_ids:
        write.tables.policies.delete(condition)
    made = [_condition(write, kind, name, policy.owner_id) for kind, member in _MEMBERS.items() for name in given.get(member) or ()]
    document = {**policy.document, "policyIds": [one["id"] for one in made]}
    write.tables.policies.put(policy.id, document)
    return Policy(document)


def _condition(write: Write, kind: str, name: Any, owner: str) -> Document:
    entry = {"role": {"id": name}, "group": {"path": name}}.get(kind, name)
    policy_type = POLICY_TYPES.get(kind)
    if policy_type is None:
        raise unforeseen(f"there is no policy type '{kind}'")
    document: Document = {
        "id": write.new_id(), "serverId": write.server_id, "name": write.new_id(), "type": kind, "logic": "POSITIVE",
        "decisionStrategy": "UNANIMOUS", "ownerId": owner, "config": policy_type.config(write, {_MEMBERS[kind]: [entry]}),
    }  # fmt: skip
    write.tables.policies.put(document["id"], document)
    return document


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``scopes`` by name, ``owner``, and the conditions by name."""
    document: Document = {"scopes": [scope.name for scope in authorization.scopes_of(tables, policy.scope_ids)]}
    if policy.owner_id:
        document["owner"] = policy.owner_id
    conditions = authorization.policies_of(tables, policy.policy_ids)
    for kind, member in _MEMBERS.items():
        names = [name for condition in conditions if condition.type == kind for name in _names(tables, kind, condition)]
        if names:
            document[member] = names
    return document


def _names(tables: RealmTables, kind: str, condition: Policy) -> Iterable[str]:
    entries = listed(condition.config, f"{kind}s")
    if kind == "user":
        return [one.username for one in map(tables.user, entries) if one is not None]
    if kind == "client":
        return [one.client_id for one in map(tables.client_by_id, entries) if one is not None]
    if kind == "group":
        return [groups.path(tables, one) for one in (tables.group(given_id(entry)) for entry in entries) if one is not None]
    return [role_name(tables, one) for one in (tables.role(given_id(entry)) for entry in entries) if one is not None]


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {name: given[name] for name in _MEMBERS.values() if given.get(name) is not None}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """What its conditions come to, where a policy refers to it."""
    said = [effect for _, effect in evaluation.associated(policy)]
    return bool(said) and combined(policy.decision_strategy, said)


POLICY_TYPE = PolicyType(
    "uma",
    title="UMA",
    group="Others",
    internal=True,
    representation="UmaPermissionRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
    after=after,
)
