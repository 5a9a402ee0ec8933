"""The gate of workflows: names, expressions and steps. All rules as observed; an expression that cannot be read is told without details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm import durations
from emulator.realm import workflow_expressions as expressions
from emulator.realm.gates import Fault

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


def faults(workflow: ReadDocument, others: list[str]) -> Iterator[Fault]:
    """What is wrong with a workflow beside ``others`` by name, in the order in which Keycloak tells it."""
    name = workflow.get("name")
    if not name:
        yield Fault(("name",), "nameMissing", "Workflow name cannot be null or empty.")
    elif name in others:
        yield Fault(("name",), "nameTaken", f"Workflow name must be unique. A workflow with name '{name}' already exists.")
    steps = workflow.get("steps") or []
    for index, step in enumerate(steps):
        yield from _step_faults(step, ("steps", index))
    kinds = _kinds(steps)
    if len(kinds) != 1:
        text = f"Steps provided should support a single type, actual: {', '.join(kinds)}"
        yield Fault(("steps",), "typesMixed", text)
    for member, known in (("on", EVENTS), ("if", CONDITIONS)):
        yield from _expression_faults(str(workflow.get(member) or ""), known, member)
    after = (workflow.get("schedule") or {}).get("after")
    if _milliseconds(after) is None:
        yield Fault(("schedule", "after"), "scheduleInvalid", "the schedule's 'after' is a time", kind="unforeseen")
    uses = [step.get("uses") for step in steps]
    if "restart" in uses[:-1]:
        yield Fault(("steps",), "restartNotLast", "Workflow restart step must be the last step.")
    elif "restart" in uses and not any(step.get("after") for step in steps):
        yield Fault(("steps",), "nothingScheduled", "No scheduled step found if restarting at position 0")


def _step_faults(step: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
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


def _expression_faults(text: str, known: frozenset[str], member: str) -> Iterator[Fault]:
    tokens = expressions.tokens(text)
    if tokens is None or not expressions.is_expression(tokens):
        yield Fault((member,), "expressionInvalid", f"Invalid expression: {text}")
        return
    for token in tokens:
        if token.kind == "name" and token.provider not in known:
            yield Fault((member,), "providerUnknown", f"Could not find provider factory with id: {token.text}")
