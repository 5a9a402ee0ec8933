"""What permissions for resources and for scopes have in common: all but their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.writing import Config, Document, Write
from emulator.realm.authorization_views import RESOURCE_TYPE, Policy
from emulator.state.store import RealmTables


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """The type of resources; what else it is about is kept apart."""
    return {RESOURCE_TYPE: str(given["resourceType"])} if given.get("resourceType") else {}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is; what it is about is kept apart."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``resourceType``."""
    return {"resourceType": policy.resource_type} if policy.resource_type else {}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {"resourceType": given["resourceType"]} if given.get("resourceType") is not None else {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """What its policies come to, where a policy refers to a permission."""
    said = [effect for _, effect in evaluation.associated(policy)]
    return bool(said) and combined(policy.decision_strategy, said)
