"""The time, by the emulator's clock and in the machine's time zone, or as a pushed claim says."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from emulator.authz.evaluation import Evaluation
from emulator.authz.faults import CannotEvaluate
from emulator.authz.policies import PolicyType
from emulator.authz.writing import Config, Write
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import Policy
from emulator.state.store import RealmTables

_NUMBER = r"[ \t]*(-?\d+)"
_FORMAT = re.compile(f"{_NUMBER}-{_NUMBER}-{_NUMBER} {_NUMBER}:{_NUMBER}:{_NUMBER}")
_PARSED = "%Y-%m-%d %H:%M:%S"
_PUSHED = "kc.time.date_time"
_STORED = {"notBefore": "nbf", "notOnOrAfter": "noa"}
_PARTS = ("dayMonth", "month", "year", "hour", "minute")
_MEMBERS = ("notBefore", "notOnOrAfter", *(name for part in _PARTS for name in (part, f"{part}End")))


def config(write: Write, given: Mapping[str, Any]) -> Config:
    """The limits, as they are given. Raises AdminError where both dates are and cannot be read, or the end is before the start."""
    texts = [str(given[name]) for name in _STORED if given.get(name) is not None]
    if len(texts) == len(_STORED) and operator.gt(*map(_limit, texts)):
        raise AdminError(400, {"error": "Expire time can't be set to a date before start time"})
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
        return datetime.strptime(pushed[0], _PARSED)  # noqa: DTZ007 - without a zone, as limits are
    return datetime.fromtimestamp(evaluation.now, UTC).astimezone().replace(tzinfo=None)


def _holds(now: datetime, limits: Mapping[str, str]) -> bool:
    moment = _seconds(now.year, now.month, now.day, now.hour, now.minute, now.second)
    if limits.get("nbf") and moment < _moment(limits["nbf"]):
        return False
    if limits.get("noa") and moment > _moment(limits["noa"]):
        return False
    parts = {"dayMonth": now.day, "month": now.month, "year": now.year, "hour": now.hour, "minute": now.minute}
    return all(_fits(value, limits.get(part), limits.get(f"{part}End")) for part, value in parts.items())


def _limit(text: str) -> int:
    try:
        return _moment(text)
    except ValueError:
        raise AdminError(400, {"error": f"Unable not parse a date using format [{text}]"}) from None


def _moment(text: str) -> int:
    """The second of a date, by a count of our own; as Keycloak reads it, numbers of any size count on, and nothing behind them is read."""
    text = text.strip()
    match = _FORMAT.match(f"{text} 00:00:00" if len(text) == len("2020-01-01") else text)
    if match is None:
        raise ValueError(f"'{text}' is no date")
    return _seconds(*map(int, match.groups()))


def _seconds(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int:
    # Years begin in March, so that the day of a leap year is their last one.
    year, month = divmod(year * 12 + month - 3, 12)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
    return ((days * 24 + hour) * 60 + minute) * 60 + second


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
