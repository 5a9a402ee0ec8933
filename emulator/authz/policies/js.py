"""A script. One that lies at the server is run; what stands in for others, and for code in the policy itself, says ``authz.scripts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz import scripts
from emulator.authz.evaluation import Evaluation
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_CODE = "code"


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """The code, where the policy has it."""
    return {_CODE: str(given[_CODE])} if given.get("type") == scripts.OLD and given.get(_CODE) is not None else {}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``code``, where the policy has it."""
    return {_CODE: policy.config[_CODE]} if policy.config.get(_CODE) else {}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {_CODE: given[_CODE]} if given.get(_CODE) is not None else {}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """What the script says, or what stands in for it; raises CannotEvaluate."""
    script = evaluation.scripts.deployed.get(policy.type)
    if script is None:
        return evaluation.stand_in(scripts.name_of(policy))
    from emulator.authz.javascript import policy_script

    return policy_script.permits(script, evaluation, policy)


POLICY_TYPE = PolicyType(
    "js",
    title="JavaScript",
    group="Rule Based",
    representation="JSPolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
    internal=True,
)
