"""Groups of the identity: as a claim names them, or those that the user is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import unforeseen
from emulator.authz.policies import PolicyType, _definitions
from emulator.authz.writing import Config, Write, given_id, listed, text
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state import groups
from emulator.state.store import RealmTables

_GROUPS, _CLAIM, _CHILDREN = "groups", "groupsClaim", "extendChildren"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Groups by id, where they exist; raises Keycloak's refusal of a policy that does not say which."""
    if given.get(_GROUPS) is None:
        raise unforeseen("a group policy needs groups")
    claim = {_CLAIM: str(given[_CLAIM])} if given.get(_CLAIM) is not None else {}
    return {_GROUPS: text(_known(write.tables, given[_GROUPS])), **claim}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """Paths of groups become ids."""
    claim = {_CLAIM: given[_CLAIM]} if given.get(_CLAIM) is not None else {}
    return {_GROUPS: text(_known(write.tables, listed(given, _GROUPS))), **claim}


def _known(tables: RealmTables, entries: Iterable[Any]) -> list[Document]:
    """Groups by id; those that are given by a path that leads nowhere keep it."""
    known: dict[str, Document] = {}
    for entry in entries:
        path = str(entry.get("path") or "") if isinstance(entry, Mapping) else ""
        identifier = given_id(entry)
        if not identifier:
            there = groups.by_path(tables, path)
            identifier = there.id if there is not None else ""
        name = {"id": identifier} if identifier else {"path": path}
        known[identifier or path] = {**name, _CHILDREN: _definitions.flags(entry, _CHILDREN)}
    return list(known.values())


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """Ids of groups become paths."""
    found = _definitions.by_id(stored, _GROUPS, _CHILDREN)
    known = {identifier: tables.group(identifier) for identifier in found}
    named = [{"path": groups.path(tables, one), _CHILDREN: found[identifier]} for identifier, one in known.items() if one is not None]
    return {**stored, _GROUPS: text(named)}


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``groups`` that exist, and ``groupsClaim``."""
    claim = {_CLAIM: policy.config[_CLAIM]} if policy.config.get(_CLAIM) else {}
    return {**claim, _GROUPS: [one for one in listed(policy.config, _GROUPS) if tables.group(given_id(one)) is not None]}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    claim = {_CLAIM: given[_CLAIM]} if given.get(_CLAIM) is not None else {}
    return {**claim, _GROUPS: _known(write.tables, given[_GROUPS])}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether one of the identity's groups is one of these, or below one that stands for its children too."""
    tables, identity = evaluation.tables, evaluation.identity
    claimed = identity.attributes.get(policy.config.get(_CLAIM) or "")
    mine = claimed or [groups.path(tables, joined) for joined in groups.of_user(tables, identity.user)]
    for identifier, below in _definitions.by_id(policy.config, _GROUPS, _CHILDREN).items():
        allowed = tables.group(identifier)
        if allowed is None:
            continue
        path = groups.path(tables, allowed)
        for held in mine:
            if held == allowed.name or held == path or ("/" in held and below and held.startswith(path)):
                return True
    return False


POLICY_TYPE = PolicyType(
    "group",
    title="Group",
    group="Identity Based",
    representation="GroupPolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
