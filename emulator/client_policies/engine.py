"""Policies meet events: where all conditions of a policy hold, the executors of its profiles run, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from emulator.client_policies.conditions import CONDITIONS, Condition
from emulator.client_policies.event import Event, flag
from emulator.client_policies.executors import EXECUTORS, Executor
from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder
from emulator.realm import client_policies
from emulator.state.store import RealmTables

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class _Policy:
    conditions: Sequence[tuple[Condition, Mapping[str, Any]]]
    executors: Sequence[tuple[Executor, Mapping[str, Any]]]
    strict: bool


def trigger(event: Event) -> None:
    """Lets the realm's policies have their say; raises OAuthError for what one of them refuses."""
    policies, missing = event.tables.derive("client policies", lambda: _bound(event.tables))
    event.log.extend(missing)
    for policy in policies:
        if _holds(policy, event):
            for executor, configuration in policy.executors:
                executor.execute(configuration, event)


def _holds(policy: _Policy, event: Event) -> bool:
    """Whether no condition denies, and at least one has something to say; of a strict policy all have."""
    said = False
    for condition, configuration in policy.conditions:
        vote = condition.applies(configuration, event)
        if vote is None and policy.strict:
            return False
        if vote is None:
            continue
        if vote is flag(configuration, "is-negative-logic"):
            return False
        said = True
    return said


def _bound(tables: RealmTables) -> tuple[Sequence[_Policy], Sequence[str]]:
    """The policies that are in force with their members, and what of them is not enforced here, for the log."""
    profiles = {profile["name"]: profile for profile in _profiles(tables.document)}
    bound, missing = [], []
    for policy in (tables.document.get("clientPolicies") or {}).get("policies") or ():
        if not policy.get("enabled"):
            continue
        asked = [(condition["condition"], condition.get("configuration") or {}) for condition in policy["conditions"]]
        absent = [name for name, _ in asked if CONDITIONS.get(name) is None]
        if absent:
            missing += [f"client policy '{policy['name']}' never holds here: its condition '{name}' is not there" for name in absent]
            continue
        wanted = [executor for name in policy["profiles"] if name in profiles for executor in profiles[name].get("executors") or ()]
        names = [(executor["executor"], executor["configuration"]) for executor in wanted]
        missing += [
            f"client policy '{policy['name']}' is not enforced as a whole: its executor '{name}' is not there"
            for name, _ in names if EXECUTORS.get(name) is None
        ]  # fmt: skip
        bound.append(_Policy(list(_members(CONDITIONS, asked)), list(_members(EXECUTORS, names)), policy.get("mode") == "STRICT"))
    return bound, missing


def _members(folder: Folder[M], asked: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[M, Mapping[str, Any]]]:
    for name, configuration in asked:
        member = folder.get(name)
        if member is not None:
            yield member, configuration


def _profiles(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from client_policies.global_profiles()
    yield from (document.get("clientProfiles") or {}).get("profiles") or ()
