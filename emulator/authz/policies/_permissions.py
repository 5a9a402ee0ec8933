"""What permissions for resources and for scopes have in common: all but their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core.documents import Document
from emulator.realm.authorization_views import RESOURCE_TYPE, Policy
from emulator.state.store import RealmTables


def _config(write: Write, given: Mapping[str, Any]) -> Config:
    """The type of resources; what else it is about is kept apart."""
    return {RESOURCE_TYPE: str(given["resourceType"])} if given.get("resourceType") else {}


def _imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is; what it is about is kept apart."""
    return dict(given)


def _exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def _shown(tables: RealmTables, policy: Policy) -> Document:
    """``resourceType``."""
    return {"resourceType": policy.resource_type} if policy.resource_type else {}


def _echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {"resourceType": given["resourceType"]} if given.get("resourceType") is not None else {}


def _evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """What its policies come to, where a policy refers to a permission."""
    said = [effect for _, effect in evaluation.associated(policy)]
    return bool(said) and combined(policy.decision_strategy, said)


def permission(name: str, title: str, representation: str) -> PolicyType:
    """A kind of permission."""
    return PolicyType(
        name,
        title=title,
        group="Permission",
        representation=representation,
        config=_config,
        imported=_imported,
        exported=_exported,
        shown=_shown,
        echo=_echo,
        evaluate=_evaluate,
    )
