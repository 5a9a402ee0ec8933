"""What the owner of a resource allows others, in the protection API: conditions on roles, groups, clients and users, kept as policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.authz import scripts
from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.faults import unforeseen
from emulator.authz.policies import POLICY_TYPES, PolicyType
from emulator.authz.writing import Config, Write, given_id, listed, role_name
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state import authorization, groups
from emulator.state.store import RealmTables

_SCRIPT = "condition"
_MEMBERS = {"role": "roles", "group": "groups", "client": "clients", "user": "users"}


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Nothing: conditions are policies of their own. Raises a refusal of a condition that is not the name of a deployed script."""
    condition = given.get(_SCRIPT)
    if condition is not None and not scripts.is_deployed(str(condition)):
        raise unforeseen(f"'{condition}' is no script of the server")
    return {}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def after(write: Write, policy: Policy, representation: Mapping[str, Any], *, new: bool) -> Policy:
    """Writes what the representation has of each kind of condition.

    As observed, a kind has as many policies as it had members when it came first. Those of a new permission have all members each, and so
    has every policy after a change; a kind that a change brings has one member in each. A permission goes with the last of its conditions.
    """
    conditions = authorization.policies_of(write.tables, policy.policy_ids)
    for condition in conditions:
        _change(write, condition, representation)
    if conditions and write.tables.policies.get(policy.id) is None:
        return policy
    kinds = {_kind(condition) for condition in conditions}
    added = [
        _condition(write, kind, _members(representation, kind) if new else [member], policy.owner_id)
        for kind in (*_MEMBERS, _SCRIPT)
        if kind not in kinds
        for member in _members(representation, kind)
    ]
    kept = (write.tables.policies.get(policy.id) or policy.document).get("policyIds", ())
    document = {**policy.document, "policyIds": [*kept, *(condition["id"] for condition in added)]}
    write.tables.policies.put(policy.id, document)
    return Policy(document)


def _kind(condition: Policy) -> str:
    return _SCRIPT if scripts.is_script(condition.type) else condition.type


def _members(given: Mapping[str, Any], kind: str) -> list[Any]:
    """What a representation has of a kind of condition."""
    if kind == _SCRIPT:
        return [given[_SCRIPT]] if given.get(_SCRIPT) is not None else []
    return list(given.get(_MEMBERS[kind]) or ())


def _change(write: Write, condition: Policy, given: Mapping[str, Any]) -> None:
    """Gives a condition the members that the representation has now; without any it goes. A script stays what it is."""
    kind = _kind(condition)
    members = _members(given, kind)
    if not members:
        authorization.remove_policy(write.tables, condition.id)
    elif kind != _SCRIPT:
        write.tables.policies.put(condition.id, {**condition.document, "config": _config(write, kind, members)})


def _condition(write: Write, kind: str, members: Sequence[Any], owner: str) -> Document:
    document: Document = {
        "id": write.new_id(), "serverId": write.server_id, "name": write.new_id(),
        "type": str(members[0]) if kind == _SCRIPT else kind, "logic": "POSITIVE",
        "decisionStrategy": "UNANIMOUS", "ownerId": owner, "config": {} if kind == _SCRIPT else _config(write, kind, members),
    }  # fmt: skip
    write.tables.policies.put(document["id"], document)
    return document


def _config(write: Write, kind: str, members: Sequence[Any]) -> Config:
    policy_type = POLICY_TYPES.get(kind)
    if policy_type is None:
        raise unforeseen(f"there is no policy type '{kind}'")
    wrap = {"role": "id", "group": "path"}.get(kind)
    return policy_type.config(write, {_MEMBERS[kind]: [{wrap: member} if wrap else member for member in members]})


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``scopes`` by name, ``owner``, and the conditions by name."""
    document: Document = {"scopes": [scope.name for scope in authorization.scopes_of(tables, policy.scope_ids)]}
    if policy.owner_id:
        document["owner"] = policy.owner_id
    conditions = authorization.policies_of(tables, policy.policy_ids)
    for kind, member in _MEMBERS.items():
        names = dict.fromkeys(name for condition in conditions if condition.type == kind for name in _names(tables, kind, condition))
        if names:
            document[member] = list(names)
    for condition in conditions:
        if _kind(condition) == _SCRIPT:
            document[_SCRIPT] = condition.type
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
    return {name: given[name] for name in (*_MEMBERS.values(), _SCRIPT) if given.get(name) is not None}


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
