"""The gate of workflows: names, expressions and steps. All rules as observed; an expression that cannot be read is told without details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm import durations
from emulator.realm import workflow_expressions as expressions
from emulator.realm.gates import Fault, Path, lengths

USER_STEPS = frozenset({
    "add-required-action", "delete-user", "disable-user", "grant-role", "join-group", "leave-group", "notify-user",
    "remove-required-action", "remove-user-attribute", "revoke-role", "set-user-attribute", "unlink-user",
})  # fmt: skip
CLIENT_STEPS = frozenset({"delete-client", "disable-client"})
ANY_STEPS = frozenset({"restart"})
EVENTS = frozenset({
    "client-authenticated", "client-created", "user-authenticated", "user-created", "user-federated-identity-added",
    "user-federated-identity-removed", "user-group-membership-added", "user-group-membership-removed", "user-role-granted",
    "user-role-revoked",
})  # fmt: skip
CONDITIONS = frozenset({"has-identity-provider-link", "has-role", "has-user-attribute", "is-member-of"})
_LONGEST = 2048


def faults(workflow: ReadDocument, others: list[str]) -> Iterator[Fault]:
    """What is wrong with a workflow beside ``others`` by name, in the order in which Keycloak tells it."""
    name = workflow.get("name")
    if not name:
        yield Fault(("name",), "nameMissing", "Workflow name cannot be null or empty.")
    elif name in others:
        yield Fault(("name",), "nameTaken", f"Workflow name must be unique. A workflow with name '{name}' already exists.")
    yield from _expression_faults(workflow.get("on"), EVENTS, ("on",))
    yield from _expression_faults(workflow.get("if"), CONDITIONS, ("if",))
    concurrency = workflow.get("concurrency") or {}
    for setting in ("cancel-in-progress", "restart-in-progress"):
        if str(concurrency.get(setting)).lower() != "true":
            yield from _expression_faults(concurrency.get(setting), EVENTS, ("concurrency", setting))
    steps = workflow.get("steps") or []
    for index, step in enumerate(steps):
        yield from _step_faults(step, ("steps", index))
    uses = [step.get("uses") for step in steps]
    if "restart" in uses[:-1]:
        yield Fault(("steps",), "restartNotLast", "Workflow restart step must be the last step.")
    elif "restart" in uses and not any(step.get("after") for step in steps):
        yield Fault(("steps",), "nothingScheduled", "No scheduled step found if restarting at position 0")
    yield from _schedule_faults((workflow.get("schedule") or {}).get("after"))
    kinds = _kinds(steps)
    if len(kinds) != 1:
        text = f"Steps provided should support a single type, actual: {', '.join(kinds)}"
        yield Fault(("steps",), "typesMixed", text)
    for index, step in enumerate(steps):
        yield from lengths.keys(step, ("steps", index))
        yield from lengths.keys(step.get("with"), ("steps", index, "with"))


def _schedule_faults(after: Any) -> Iterator[Fault]:
    """As observed, whole seconds count, as Java's int, and there has to be one."""
    time = 0 if after is None else _milliseconds(after)
    if time is None or (after is not None and (time // 1000 + 2**31) % 2**32 <= 2**31):
        yield Fault(("schedule", "after"), "scheduleInvalid", "the schedule's 'after' is a time of a second or more", kind="unforeseen")


def _step_faults(step: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    uses, after = step.get("uses"), step.get("after")
    if not uses:
        yield Fault((*path, "uses"), "usesMissing", "Step 'uses' cannot be null or empty.")
    elif uses not in USER_STEPS | CLIENT_STEPS | ANY_STEPS:
        yield Fault((*path, "uses"), "stepUnknown", f"Could not find step provider: {uses}")
    time = _milliseconds(after)
    if time is None:
        yield Fault((*path, "after"), "afterInvalid", f"Step 'after' configuration is not valid: {after}")
    elif time < 0:
        yield Fault((*path, "after"), "afterNegative", "Step 'after' configuration cannot be negative.")


def _milliseconds(text: Any) -> int | None:
    try:
        return durations.milliseconds(str(text or ""))
    except ValueError:
        return None


def _kinds(steps: list[Mapping[str, Any]]) -> list[str]:
    """The kinds of things that all steps are for."""
    uses = {str(step.get("uses")) for step in steps} - ANY_STEPS
    return [kind for kind, known in (("USERS", USER_STEPS), ("CLIENTS", CLIENT_STEPS)) if uses <= known]


def _expression_faults(written: Any, known: frozenset[str], path: Path) -> Iterator[Fault]:
    text = str(written or "")
    if len(text) > _LONGEST:
        yield Fault(path, "expressionTooLong", f"Expression exceeds maximum allowed length of {_LONGEST} characters")
        return
    tokens = expressions.tokens(text)
    if tokens is None or not expressions.is_expression(tokens):
        yield Fault(path, "expressionInvalid", f"Invalid expression: {text}")
        return
    for token in tokens:
        if token.kind == "name" and token.provider not in known:
            yield Fault(path, "providerUnknown", f"Could not find provider factory with id: {token.text}")
