"""A claim of the token, or one that was pushed with the request, that matches a pattern."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core import safe_regex
from emulator.core.documents import Document
from emulator.core.json_text import read_json
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_CLAIM, _PATTERN, _CONTEXT = "targetClaim", "pattern", "targetContextAttributes"
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """The claim, the pattern, and whether pushed claims are meant."""
    texts = {name: str(given[name]) for name in (_PATTERN, _CLAIM) if given.get(name) is not None}
    return {_CONTEXT: "true" if given.get(_CONTEXT) else "false", **texts}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def shown(tables: RealmTables, policy: Policy) -> Document:
    """``targetClaim``, ``pattern`` and ``targetContextAttributes``."""
    texts = {name: policy.config[name] for name in (_CLAIM, _PATTERN) if policy.config.get(name)}
    return {**texts, _CONTEXT: policy.config.get(_CONTEXT) == "true"}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    texts = {name: given[name] for name in (_CLAIM, _PATTERN) if given.get(name) is not None}
    return {**texts, _CONTEXT: bool(given.get(_CONTEXT))}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the pattern matches all of the claim's first value."""
    pushed = policy.config.get(_CONTEXT) == "true"
    value = _value(evaluation.surroundings if pushed else evaluation.identity.attributes, policy.config.get(_CLAIM) or "")
    if value is None:
        return False
    try:
        return safe_regex.fullmatch(policy.config.get(_PATTERN) or "", value)
    except re.error as error:
        raise CannotEvaluate(f"policy '{policy.name}': {error}") from error


def _value(attributes: Mapping[str, list[str]], claim: str) -> str | None:
    """A claim, or what is inside of one: ``realm_access.roles[0]``."""
    name, _, path = claim.partition(".")
    values = attributes.get(name)
    if not values or not path:
        return values[0] if values else None
    try:
        value = read_json(values[0])
    except ValueError as error:
        raise CannotEvaluate(f"claim '{name}' is no JSON") from error
    for step in path.split("."):
        match = _STEP.fullmatch(step)
        value = value.get(match[1]) if match is not None and isinstance(value, dict) else None
        if match is not None and match[2] and isinstance(value, list):
            value = value[int(match[2])] if int(match[2]) < len(value) else None
    return None if value is None else _spelled(value)


def _spelled(value: Any) -> str:
    """A value inside of a claim as Java spells it."""
    if isinstance(value, list):
        return f"[{', '.join(_spelled(one) for one in value)}]"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


POLICY_TYPE = PolicyType(
    "regex",
    title="Regex",
    group="Identity Based",
    representation="RegexPolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
