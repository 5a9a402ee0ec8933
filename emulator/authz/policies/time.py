"""The time, by the emulator's clock and in the machine's time zone, or as a pushed claim says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core.documents import Document
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_FORMAT = "%Y-%m-%d %H:%M:%S"
_PUSHED = "kc.time.date_time"
_STORED = {"notBefore": "nbf", "notOnOrAfter": "noa"}
_PARTS = ("dayMonth", "month", "year", "hour", "minute")
_MEMBERS = ("notBefore", "notOnOrAfter", *(name for part in _PARTS for name in (part, f"{part}End")))


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """The limits, as they are given."""
    return {_STORED.get(name, name): str(given[name]) for name in _MEMBERS if given.get(name) is not None}


def imported(write: Write, given: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(given)


def exported(tables: RealmTables, stored: Mapping[str, str]) -> Config:
    """As it is."""
    return dict(stored)


def shown(tables: RealmTables, policy: Policy) -> Document:
    """The limits that are set."""
    return {name: policy.config[_STORED.get(name, name)] for name in _MEMBERS if policy.config.get(_STORED.get(name, name)) is not None}


def echo(write: Write, given: Mapping[str, Any]) -> Document:
    """What the answer to a creation says of it."""
    return {name: given[name] for name in _MEMBERS if given.get(name) is not None}


def evaluate(evaluation: Evaluation, policy: Policy) -> bool:
    """Whether the time is within all limits."""
    try:
        return _holds(_now(evaluation), policy.config)
    except ValueError as error:
        raise CannotEvaluate(f"Could not evaluate time-based policy [{policy.name}]: {error}") from error


def _now(evaluation: Evaluation) -> datetime:
    pushed = evaluation.surroundings.get(_PUSHED)
    if pushed:
        return datetime.strptime(pushed[0], _FORMAT)  # noqa: DTZ007 - without a zone, as limits are
    return datetime.fromtimestamp(evaluation.now, UTC).astimezone().replace(tzinfo=None)


def _holds(now: datetime, limits: Mapping[str, str]) -> bool:
    if limits.get("nbf") and now < _moment(limits["nbf"]):
        return False
    if limits.get("noa") and now > _moment(limits["noa"]):
        return False
    parts = {"dayMonth": now.day, "month": now.month, "year": now.year, "hour": now.hour, "minute": now.minute}
    return all(_fits(value, limits.get(part), limits.get(f"{part}End")) for part, value in parts.items())


def _moment(text: str) -> datetime:
    text = text.strip()
    return datetime.strptime(f"{text} 00:00:00" if len(text) == len("2020-01-01") else text, _FORMAT)  # noqa: DTZ007 - no zone


def _fits(value: int, first: str | None, last: str | None) -> bool:
    if not first:
        return True
    return value == int(first) if last is None else int(first) <= value <= int(last)


POLICY_TYPE = PolicyType(
    "time",
    title="Time",
    group="Time Based",
    representation="TimePolicyRepresentation",
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
