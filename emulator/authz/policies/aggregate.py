"""Several policies as one, by a decision strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """Nothing: the policies are kept apart."""
    return {}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is; the policies are kept apart."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def shown(tables: RealmTables, policy: Policy) -> Document:
    """Nothing of its own."""
    return {}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """What the policies come to; one without any denies."""
    said = [effect for _, effect in evaluation.associated(policy)]
    return bool(said) and combined(policy.decision_strategy, said)


POLICY_TYPE = PolicyType(
    "aggregate",
    title="Aggregated",
    group="Others",
    representation="AggregatePolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
