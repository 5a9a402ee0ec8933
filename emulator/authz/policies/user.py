"""Who the identity is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write, listed, text, user_ids
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_USERS = "users"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Users by id."""
    return {_USERS: text(user_ids(write.tables, given.get(_USERS) or ()))}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """Names of users become ids."""
    return {_USERS: text(user_ids(write.tables, listed(given, _USERS)))}


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """Ids of users become names; those who are gone are left out."""
    known = [tables.user(identifier) for identifier in listed(stored, _USERS)]
    return {**stored, _USERS: text([one.username for one in known if one is not None])}


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``users``; those who are gone are left out, though they are kept."""
    return {_USERS: [identifier for identifier in listed(policy.config, _USERS) if tables.user(identifier) is not None]}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {_USERS: given[_USERS]} if given.get(_USERS) is not None else {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the identity is one of the users."""
    return evaluation.identity.id in listed(policy.config, _USERS)


POLICY_TYPE = PolicyType(
    "user",
    title="User",
    group="Identity Based",
    representation="UserPolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
