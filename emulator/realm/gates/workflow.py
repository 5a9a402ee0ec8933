"""The gate of workflows: names, expressions and steps. All rules as observed; an expression that cannot be read is told without details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.realm.gates import Document, Fault

_USER_STEPS = frozenset({
    "add-required-action", "delete-user", "disable-user", "grant-role", "join-group", "leave-group", "notify-user",
    "remove-required-action", "remove-user-attribute", "revoke-role", "set-user-attribute", "unlink-user",
})  # fmt: skip
_CLIENT_STEPS = frozenset({"delete-client", "disable-client"})
_ANY_STEPS = frozenset({"restart"})
_EVENTS = frozenset({
    "client-authenticated", "client-created", "user-authenticated", "user-created", "user-federated-identity-added",
    "user-federated-identity-removed", "user-group-membership-added", "user-group-membership-removed", "user-role-granted",
    "user-role-revoked",
})  # fmt: skip
_CONDITIONS = frozenset({"has-identity-provider-link", "has-role", "has-user-attribute", "is-member-of"})
_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_][\w.-]*)(?P<argument>\([^()]*\))?|(?P<sign>[!()]))")
_PART = r"[-+]?\d+"
_TIME = rf"(?:(?P<h>{_PART})H)?(?:(?P<m>{_PART})M)?(?:(?P<s>{_PART})(?:[.,]\d{{0,9}})?S)?"
_DURATIONS = [
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"(?P<s>{_PART})(?:ms)?",
        rf"(?P<d>{_PART})d",
        rf"(?=.){_TIME}",
        rf"(?P<sign>[-+]?)P(?=.)(?:(?P<d>{_PART})D)?(?:T(?=.){_TIME})?",
    )
]
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_WORDS = ("and", "or", "not")


def faults(workflow: Document, others: list[str]) -> Iterator[Fault]:
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
    for member, known in (("on", _EVENTS), ("if", _CONDITIONS)):
        yield from _expression_faults(str(workflow.get(member) or ""), known, member)
    after = (workflow.get("schedule") or {}).get("after")
    if after and _seconds(str(after)) is None:
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
    elif uses not in _USER_STEPS | _CLIENT_STEPS | _ANY_STEPS:
        yield Fault((*path, "uses"), "stepUnknown", f"Could not find step provider: {uses}")
    seconds = _seconds(str(after)) if after else 0
    if seconds is None:
        yield Fault((*path, "after"), "afterInvalid", f"Step 'after' configuration is not valid: {after}")
    elif seconds < 0:
        yield Fault((*path, "after"), "afterNegative", "Step 'after' configuration cannot be negative.")


def _seconds(text: str) -> int | None:
    """How long a text says, in whole seconds or milliseconds; None where it says no time."""
    found = next((match for pattern in _DURATIONS if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    parts = {name: part for name, part in found.groupdict().items() if part}
    total = sum(int(parts[name]) * length for name, length in _SECONDS.items() if name in parts)
    return -total if parts.get("sign") == "-" else total


def _kinds(steps: list[Mapping[str, Any]]) -> list[str]:
    """The kinds of things that all steps are for."""
    uses = {str(step.get("uses")) for step in steps} - _ANY_STEPS
    return [kind for kind, known in (("USERS", _USER_STEPS), ("CLIENTS", _CLIENT_STEPS)) if uses <= known]


def _expression_faults(text: str, known: frozenset[str], member: str) -> Iterator[Fault]:
    tokens = _tokens(text)
    if tokens is None or not _is_expression(tokens):
        yield Fault((member,), "expressionInvalid", f"Invalid expression: {text}")
        return
    for kind, token in tokens:
        if kind == "name" and token.lower().replace("_", "-") not in known:
            yield Fault((member,), "providerUnknown", f"Could not find provider factory with id: {token}")


def _tokens(text: str) -> list[tuple[str, str]] | None:
    """The tokens of an expression: names, words and signs; None for what is none."""
    tokens, rest = [], text.strip()
    while rest:
        match = _TOKEN.match(rest)
        if match is None:
            return None
        name = match["name"]
        word = name is not None and name.lower() in _WORDS
        tokens.append(("word", name.lower()) if word else ("name", name) if name is not None else ("sign", match["sign"]))
        rest = rest[match.end() :].strip()
        if word and match["argument"]:
            rest = f"{match['argument']}{rest}"
    return tokens


def _is_expression(tokens: list[tuple[str, str]]) -> bool:
    """Whether tokens are names joined by ``and`` and ``or``, with ``not`` before them and brackets around them; or none at all."""
    depth, operand = 0, True
    for kind, token in tokens:
        if operand:
            if token == "(":
                depth += 1
            elif kind == "name":
                operand = False
            elif token not in ("not", "!"):
                return False
        elif token == ")" and depth:
            depth -= 1
        elif kind == "word" and token in ("and", "or"):
            operand = True
        else:
            return False
    return not tokens or (not operand and depth == 0)
