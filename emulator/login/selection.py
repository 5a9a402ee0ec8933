"""Which ways to log in a user may choose from, as the page of "Try another way" lists them.

As observed: of the highest flow around an execution whose alternatives may still stand in for it, the executions that ask for a credential
that the user has, in the order of the user's credentials, then those that ask for none; never what was done already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from emulator.login import executions
from emulator.login.attempt import PROCESSED, Attempt
from emulator.login.outcome import Challenge
from emulator.realm.executions import Execution


class Run(Protocol):
    """A flow that runs: the login, the flow at its top, and which conditional flows count as absent."""

    attempt: Attempt
    top: str

    def is_switched_off(self, execution: Execution) -> bool:
        """Whether this is a conditional flow whose conditions do not hold."""


def options(run: Run, execution: Execution) -> list[Execution]:
    """The executions to choose from at the place of ``execution``, the one that is to be shown first at the head."""
    attempt = run.attempt
    chains = executions.paths(attempt, run.top, execution.id)
    alias = _highest(run, [*chains[0], execution]) if chains else ""
    choices = _below(run, alias) if alias else [execution] if _is_open(attempt, execution) else []
    kinds: dict[str, Execution] = {}
    others = []
    for choice in choices:
        kind = executions.member_of(choice).credential
        if kind:
            kinds[kind] = choice
        else:
            others.append(choice)
    user = attempt.user
    owned = dict.fromkeys(str(credential.get("type")) for credential in user.credentials) if user is not None else {}
    return [*(kinds[kind] for kind in owned if kind in kinds), *others]


def page(attempt: Attempt, choices: Sequence[Execution]) -> Challenge:
    """The page that lists them."""
    user = attempt.user
    members = [(one, executions.member_of(one)) for one in choices]
    shown = [(one.id, member.title or one.provider, member.help) for one, member in members]
    return Challenge("select_authenticator", {"options": shown, "attempted_username": user.username if user is not None else ""})


def _highest(run: Run, chain: list[Execution]) -> str:
    """The flow whose executions may be chosen from; ``chain`` leads from the top to the execution."""
    alias = ""
    for depth in reversed(range(len(chain))):
        step = chain[depth]
        parent = chain[depth - 1].flow if depth else run.top
        if step.requirement == "ALTERNATIVE":
            alias = parent
        else:
            alias = step.flow or alias
            steps = executions.flow_of(run.attempt, parent).executions
            if steps and steps[0].id != step.id:
                return alias
    return alias


def _below(run: Run, alias: str) -> list[Execution]:
    """Leaves of a flow: of the first execution that it requires, else of every alternative."""
    steps = [one for one in executions.flow_of(run.attempt, alias).executions if not executions.is_condition(one)]
    required = [one for one in steps if one.requirement in ("REQUIRED", "CONDITIONAL")]
    if required:
        first = next((one for one in required if not run.is_switched_off(one)), None)
        return _leaves(run, first) if first is not None else []
    return [leaf for one in steps if one.requirement == "ALTERNATIVE" for leaf in _leaves(run, one)]


def _leaves(run: Run, execution: Execution) -> list[Execution]:
    if execution.flow and not execution.form:
        return _below(run, execution.flow)
    return [execution] if _is_open(run.attempt, execution) else []


def _is_open(attempt: Attempt, execution: Execution) -> bool:
    return not execution.flow and attempt.status(execution.id) not in PROCESSED
