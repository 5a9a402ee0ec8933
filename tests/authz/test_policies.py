"""Policies by themselves: the time in the machine's zone, claims inside of claims, and what cannot be evaluated."""

from datetime import datetime

import pytest

from emulator.authz.evaluation import Evaluation, combined
from emulator.authz.faults import CannotEvaluate
from emulator.authz.identity import Identity, attributes
from emulator.realm.authorization_views import Policy, ResourceServer
from emulator.realm.views import Client, User
from emulator.state.store import Store

CLAIMS = {"email": "a@x", "realm_access": {"roles": ["one", "two"]}, "number": 5, "empty": [], "nothing": None, "flag": True}


def evaluation(pushed=None, now="2026-05-17 13:30:00"):
    tables = Store().add_realm({"id": "r", "realm": "r"})
    identity = Identity("u", User({"id": "u"}), Client({"id": "c"}), False, CLAIMS, attributes(CLAIMS))
    moment = datetime.strptime(now, "%Y-%m-%d %H:%M:%S").timestamp()  # noqa: DTZ007 - in the machine's zone, as policies are
    return Evaluation(tables, ResourceServer({"id": "s"}), identity, pushed or {}, moment)


def permits(kind, config, **more):
    return evaluation(**more).permits(Policy({"id": "p", "name": "p", "type": kind, "config": config}))


@pytest.mark.parametrize(
    ("limits", "held"),
    [
        ({}, True), ({"nbf": "2026-05-17 13:30:00"}, True), ({"nbf": "2026-05-17 13:30:01"}, False), ({"noa": "2026-05-17 13:30:00"}, True),
        ({"noa": "2026-05-17 13:29:59"}, False), ({"nbf": "2026-05-18"}, False), ({"hour": "13"}, True), ({"hour": "1"}, False),
        ({"hour": "9", "hourEnd": "17"}, True), ({"hour": "22", "hourEnd": "14"}, False), ({"hourEnd": "3"}, True), ({"month": "5"}, True),
        ({"dayMonth": "17", "dayMonthEnd": "18"}, True), ({"minute": "31"}, False), ({"year": "2025", "yearEnd": "2027"}, True),
    ],
)  # fmt: skip
def test_time_is_within_limits(limits, held):
    assert permits("time", limits) is held


def test_time_may_be_pushed():
    assert permits("time", {"hour": "8"}, pushed={"kc.time.date_time": ["2026-01-01 08:00:00"]})


@pytest.mark.parametrize(
    ("claim", "pattern", "held"),
    [
        ("email", "a@.*", True), ("email", "a", False), ("number", "5", True), ("flag", "true", True), ("none", ".*", False),
        ("empty", ".*", False),
        ("realm_access.roles", r"\[one, two\]", True), ("realm_access.roles[1]", "two", True), ("realm_access.roles[7]", ".*", False),
        ("realm_access.none", ".*", False), ("realm_access", r'\{"roles":.*', True), ("number.x", ".*", False),
    ],
)  # fmt: skip
def test_patterns_match_all_of_a_claim(claim, pattern, held):
    assert permits("regex", {"targetClaim": claim, "pattern": pattern}) is held


@pytest.mark.parametrize(
    ("kind", "config"),
    [("regex", {"targetClaim": "email", "pattern": "["}), ("regex", {"targetClaim": "email.x", "pattern": ".*"}), ("time", {"hour": "x"}),
     ("time", {"nbf": "soon"}), ("nope", {})],
)  # fmt: skip
def test_what_cannot_be_evaluated_says_so(kind, config):
    with pytest.raises(CannotEvaluate):
        permits(kind, config)


def test_strategies():
    assert combined("AFFIRMATIVE", [False, True])
    assert not combined("UNANIMOUS", [False, True])
    assert not combined("CONSENSUS", [False, True])
    assert combined("CONSENSUS", [True, False, True])
