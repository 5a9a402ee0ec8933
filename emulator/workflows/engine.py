"""Workflows of a realm: begun by what happens, by an administrator or by their schedule, and carried on when their next step is due.

How far a workflow is with a user or a client is a row of its own; one that has nothing left to do has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from emulator.context import Context
from emulator.core.documents import ReadDocument
from emulator.realm.durations import milliseconds
from emulator.realm.gates.workflow import CLIENT_STEPS
from emulator.realm.workflow_expressions import Token, holds
from emulator.state.records import WorkflowState
from emulator.state.table import Log
from emulator.workflows import conditions, happenings, steps
from emulator.workflows.happenings import CLIENTS, USERS, Happening

RESTART = "restart"
_RESTART_IN_PROGRESS, _CANCEL_IN_PROGRESS = "restart-in-progress", "cancel-in-progress"
_DEEPEST = 50
"""Rounds in which steps start workflows, whose steps start workflows, and so on."""


def kind_of(workflow: ReadDocument) -> str:
    """What a workflow is for: users, or clients."""
    return CLIENTS if any(step["uses"] in CLIENT_STEPS for step in workflow["steps"]) else USERS


def react(context: Context, log: Log, since: int) -> None:
    """Tells workflows what has happened in the realm since a mark of the undo log, and what their steps make happen in turn."""
    tables = context.tables
    for _ in range(_DEEPEST):
        until = log.mark()
        logins, context.outbox.logins = context.outbox.logins, []
        happened = [*happenings.of_changes(tables, log.entries[since:until]), *happenings.of_logins(tables, logins)]
        since = until
        for happening in happened:
            for workflow in _enabled(context):
                _tell(context, workflow, happening)
        if not happened:
            return


def _enabled(context: Context) -> list[ReadDocument]:
    return [workflow for workflow in context.tables.workflows if workflow.get("enabled", True)]


def _tell(context: Context, workflow: ReadDocument, happening: Happening) -> None:
    if kind_of(workflow) != happening.kind:
        return
    state = state_of(context, workflow["id"], happening.resource_id)
    if state is None:
        if _begins(context, workflow, happening):
            begin(context, workflow, happening.resource_id)
    elif _is_asked(context, workflow, happening, _RESTART_IN_PROGRESS):
        context.tables.workflow_states.delete(state.id)
        begin(context, workflow, happening.resource_id)
    elif _is_asked(context, workflow, happening, _CANCEL_IN_PROGRESS):
        context.tables.workflow_states.delete(state.id)


def _begins(context: Context, workflow: ReadDocument, happening: Happening) -> bool:
    return _means(context, str(workflow.get("on") or ""), happening) and is_eligible(context, workflow, happening.resource_id)


def _means(context: Context, expression: str, happening: Happening) -> bool:
    def fits(token: Token) -> bool:
        return happening.fits(context.tables, token)

    return holds(expression, fits)


def _is_asked(context: Context, workflow: ReadDocument, happening: Happening, setting: str) -> bool:
    """Whether what has happened ends a workflow that is under way, or starts it anew."""
    said = str((workflow.get("concurrency") or {}).get(setting) or "")
    if said.lower() == "true":
        return _begins(context, workflow, happening)
    return bool(said) and _means(context, said, happening)


def is_eligible(context: Context, workflow: ReadDocument, resource_id: str) -> bool:
    """Whether the conditions of a workflow hold for a user; clients have none."""
    return kind_of(workflow) == CLIENTS or conditions.hold(context.tables, str(workflow.get("if") or ""), resource_id)


def state_of(context: Context, workflow_id: str, resource_id: str) -> WorkflowState | None:
    """How far a workflow is with a user or a client; None where it is not under way."""
    return next((state for state in context.tables.workflow_states.many("resource", resource_id) if state.workflow_id == workflow_id), None)


def activate(context: Context, workflow: ReadDocument, resource_id: str, not_before: str = "") -> None:
    """Begins a workflow at an administrator's wish, if it is on and not under way, and its conditions hold; raises ValueError."""
    delay = milliseconds(not_before)
    known = state_of(context, workflow["id"], resource_id)
    if not workflow.get("enabled", True) or not is_eligible(context, workflow, resource_id):
        return
    if known is not None:
        again, ends = (_always(workflow, setting) for setting in (_RESTART_IN_PROGRESS, _CANCEL_IN_PROGRESS))
        if again or ends:
            context.tables.workflow_states.delete(known.id)
        if not again:
            return
    if delay > 0:
        _wait(context, workflow, resource_id, context.ids.uuid(), 0, delay)
    else:
        begin(context, workflow, resource_id)


def _always(workflow: ReadDocument, setting: str) -> bool:
    """Whether whatever would begin a workflow ends one that is under way, or starts it anew."""
    said = str((workflow.get("concurrency") or {}).get(setting) or "")
    return said.lower() == "true" and bool(workflow.get("on"))


def begin(context: Context, workflow: ReadDocument, resource_id: str, position: int = 0) -> None:
    """Runs a workflow from a step on."""
    _go_on(context, workflow, resource_id, context.ids.uuid(), position)


def _go_on(context: Context, workflow: ReadDocument, resource_id: str, execution: str, position: int) -> None:
    """Does steps until one has to wait, which becomes the state."""
    listed = workflow["steps"]
    while position < len(listed):
        step = listed[position]
        delay = milliseconds(step.get("after"))
        if delay > 0:
            _wait(context, workflow, resource_id, execution, position, delay)
            return
        position = _done(context, workflow, resource_id, position)


def _done(context: Context, workflow: ReadDocument, resource_id: str, position: int) -> int:
    """Does one step; the position of the next one. One that cannot be done is passed over, as observed."""
    step = workflow["steps"][position]
    if step["uses"] == RESTART:
        text = str((step.get("with") or {}).get("position") or "0")
        return int(text) if text.isdigit() else 0
    try:
        steps.run(context, step["uses"], step.get("with") or {}, resource_id)
    except steps.Failed as error:
        context.outbox.log.append(f"workflow '{workflow['name']}', {step['uses']}: {error}")
    return position + 1


def _wait(context: Context, workflow: ReadDocument, resource_id: str, execution: str, position: int, delay: int) -> None:
    due = context.clock.millis() + delay
    state = WorkflowState(execution, workflow["id"], resource_id, workflow["steps"][position]["id"], due)
    context.tables.workflow_states.put(execution, state)


def run_due(context: Context) -> None:
    """Does what is due in the realm, at the time of the emulator's clock: steps that waited, and workflows with a schedule."""
    tables, now = context.tables, context.clock.millis()
    for state in sorted((state for state in tables.workflow_states if state.resource_id), key=lambda state: state.due):
        workflow = tables.workflows.get(state.workflow_id)
        position = position_of(workflow, state) if workflow is not None else None
        if workflow is None or position is None:
            tables.workflow_states.delete(state.id)
        elif state.due <= now and workflow.get("enabled", True):
            tables.workflow_states.delete(state.id)
            following = _done(context, workflow, state.resource_id, position)
            if _is_there(context, workflow, state.resource_id):
                _go_on(context, workflow, state.resource_id, state.id, following)
    for planned in _enabled(context):
        _run_schedule(context, planned, now)


def _run_schedule(context: Context, workflow: ReadDocument, now: int) -> None:
    """Begins a workflow for all whose conditions hold, once in each time that its schedule names."""
    schedule = workflow.get("schedule") or {}
    every = milliseconds(str(schedule.get("after") or ""))
    key = f"{workflow['id']}/schedule"
    last = context.tables.workflow_states.get(key)
    if every <= 0:
        return
    if last is not None and last.due > now:
        return
    context.tables.workflow_states.put(key, WorkflowState(key, workflow["id"], "", "", now + every))
    if last is None:
        return
    for resource_id in list(_resources(context, workflow)):
        activate(context, workflow, resource_id)


def _resources(context: Context, workflow: ReadDocument) -> Iterator[str]:
    if kind_of(workflow) == CLIENTS:
        yield from (str(client["id"]) for client in context.tables.clients)
        return
    yield from (str(user["id"]) for user in context.tables.users if not user.get("serviceAccountClientId"))


def _is_there(context: Context, workflow: ReadDocument, resource_id: str) -> bool:
    return resource_id in (context.tables.clients if kind_of(workflow) == CLIENTS else context.tables.users)


def position_of(workflow: ReadDocument, state: WorkflowState) -> int | None:
    """Where in the workflow the step is that waits; None where it is not there any more, as in the mark of a schedule."""
    if not state.step_id:
        return None
    return next((index for index, step in enumerate(workflow["steps"]) if step["id"] == state.step_id), None)


def scheduled(context: Context, resource_id: str) -> Iterator[dict[str, Any]]:
    """The workflows that are under way for a user or a client, with what is done and when the rest is due."""
    for state in context.tables.workflow_states.many("resource", resource_id):
        workflow = context.tables.workflows.get(state.workflow_id)
        position = position_of(workflow, state) if workflow is not None else None
        if workflow is not None and position is not None:
            yield {**workflow, "steps": list(_with_status(workflow["steps"], position, state.due))}


def _with_status(listed: Iterable[ReadDocument], position: int, due: int) -> Iterator[dict[str, Any]]:
    for index, step in enumerate(listed):
        if index < position:
            status: dict[str, Any] = {"status": "COMPLETED"}
        else:
            due += milliseconds(step.get("after")) if index > position else 0
            status = {"scheduled-at": due, "status": "PENDING"}
        members = {name: step[name] for name in ("uses", "after", "with") if name in step}
        yield {**members, **status, "id": step["id"]}


def migrate(context: Context, source: tuple[ReadDocument, int], target: tuple[ReadDocument, int]) -> None:
    """Those who wait at one step go on at another one, which may be another workflow's, if its conditions hold; raises ValueError."""
    step_id = source[0]["steps"][source[1]]["id"]
    if source[0]["id"] != target[0]["id"]:
        _check_migration(context, source[0], target[0], step_id)
    for state in list(context.tables.workflow_states):
        if state.step_id == step_id:
            context.tables.workflow_states.delete(state.id)
            begin(context, target[0], state.resource_id, target[1])


def _check_migration(context: Context, source: ReadDocument, target: ReadDocument, step_id: str) -> None:
    if kind_of(source) != kind_of(target):
        raise ValueError("Cannot migrate scheduled resources between workflows that support different resource types.")
    for state in context.tables.workflow_states:
        if state.step_id == step_id and not is_eligible(context, target, state.resource_id):
            raise ValueError(
                f"Cannot migrate resource {state.resource_id} to workflow {target['name']} as it does not satisfy the workflow's "
                "activation conditions."
            )


def carry_over(context: Context, before: ReadDocument, after: ReadDocument) -> None:
    """Those who wait at a step of a workflow that is replaced wait at the step that has its place, if there is one."""
    for state in list(context.tables.workflow_states):
        position = position_of(before, state) if state.workflow_id == before["id"] else None
        if position is not None and position < len(after["steps"]):
            context.tables.workflow_states.put(state.id, replace(state, step_id=after["steps"][position]["id"]))


def forget(context: Context, workflow_id: str, resource_id: str = "") -> None:
    """Ends a workflow, for one user or client or for all."""
    for state in list(context.tables.workflow_states):
        if state.workflow_id == workflow_id and resource_id in ("", state.resource_id):
            context.tables.workflow_states.delete(state.id)
