"""The executions of a realm's flows: which there are below a flow, and the authenticator behind each."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.login.attempt import Attempt
from emulator.login.authenticators import AUTHENTICATORS, Authenticator
from emulator.login.outcome import FlowError
from emulator.login.realm_flows import realm_flows
from emulator.realm.executions import Execution, Flow
from emulator.realm.texts import Text


def flow_of(attempt: Attempt, alias: str) -> Flow:
    """A flow of the realm by its alias; one that does not exist has no executions."""
    return realm_flows(attempt.context.tables).get(alias) or Flow(alias, "basic-flow", ())


def find(attempt: Attempt, alias: str, execution_id: str) -> Execution | None:
    """An execution at any depth below a flow."""
    for execution in flow_of(attempt, alias).executions:
        if execution.id == execution_id:
            return execution
        found = find(attempt, execution.flow, execution_id) if execution.flow else None
        if found is not None:
            return found
    return None


def flows_below(attempt: Attempt, alias: str) -> list[str]:
    """A flow and all flows inside of it."""
    inner = [execution.flow for execution in flow_of(attempt, alias).executions if execution.flow]
    return [alias, *(flow for name in inner for flow in flows_below(attempt, name))]


def below(attempt: Attempt, alias: str) -> list[Execution]:
    """The authenticators and conditions at any depth below a flow; a form's actions are neither."""
    steps = [step for name in flows_below(attempt, alias) for step in _members(attempt, name)]
    return [step for step in steps if not step.flow]


def _members(attempt: Attempt, alias: str) -> Sequence[Execution]:
    flow = flow_of(attempt, alias)
    return () if flow.provider == "form-flow" else flow.executions


def is_condition(execution: Execution) -> bool:
    """Whether the execution only says if the flow around it counts."""
    return not execution.flow and member_of(execution).matches is not None


def holds(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether a condition holds for the flow around it; what is no condition does."""
    matches = member_of(execution).matches
    return matches is None or matches(attempt, execution, flow)


def paths(attempt: Attempt, alias: str, execution_id: str) -> list[list[Execution]]:
    """The chains of executions that stand for the flows around an execution, outermost first; more than one where a flow is used twice."""
    found: list[list[Execution]] = []
    for execution in flow_of(attempt, alias).executions:
        if execution.id == execution_id:
            found.append([])
        elif execution.flow:
            found += [[execution, *path] for path in paths(attempt, execution.flow, execution_id)]
    return found


def member_of(execution: Execution) -> Authenticator:
    """The authenticator of an execution; raises FlowError where the emulator has none."""
    member = AUTHENTICATORS.get(execution.provider)
    if member is None:
        raise FlowError(
            Text("unexpectedErrorHandlingRequestMessage"),
            reason=f"the emulator has no authenticator '{execution.provider}'",
            unforeseen=True,
        )
    return member
