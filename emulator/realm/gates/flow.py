"""The gate of authentication flows, their executions and their configurations. All rules as observed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm.executions import flow_below
from emulator.realm.gates import Fault, Path, lengths
from emulator.realm.gates.identity_provider import FLOWS, MASK
from emulator.realm.gates.realm import BINDINGS, character_fault, reserved

REQUIREMENTS = ("REQUIRED", "CONDITIONAL", "DISABLED", "ALTERNATIVE")
_STEPS = "authenticationExecutions"


def alias_faults(alias: object) -> Iterator[Fault]:
    """Characters that the alias of a flow or a configuration may not have; an import takes any."""
    character = reserved(alias)
    if character:
        yield character_fault(character, ("alias",))


def faults(flow: ReadDocument, at: Path = ()) -> Iterator[Fault]:
    """What is wrong with a flow, wherever it comes from; without its executions."""
    yield from lengths.members(flow, ("alias", "description", "providerId"), at=at)
    yield from lengths.members(flow, ("id",), lengths.IDENTIFIER, at)
    if flow.get("providerId") is None:
        yield Fault(at, "providerMissing", "a flow needs a providerId", kind="duplicate")


def requirement_faults(execution: ReadDocument) -> Iterator[Fault]:
    """What is wrong with how an execution is required."""
    requirement = execution.get("requirement")
    if requirement is None:
        yield Fault((), "requirementMissing", "an execution needs a requirement", kind="unforeseen")
    elif requirement not in REQUIREMENTS:
        message = f"there is no requirement '{requirement}'"
        yield Fault(("requirement",), "requirementUnknown", message, (str(requirement),), "unforeseen")


def users_of(flow: ReadDocument, realm: ReadDocument, clients: Iterable[ReadDocument]) -> Iterator[str]:
    """What uses a flow, in words: bindings of the realm, clients, identity providers."""
    yield from (f"the realm as {name}" for name in BINDINGS if realm.get(name) == flow.get("alias"))
    for client in clients:
        if flow.get("id") in (client.get("authenticationFlowBindingOverrides") or {}).values():
            yield f"the client '{client.get('clientId')}'"
    for provider in realm.get("identityProviders") or ():
        if any(provider.get(member) == flow.get("alias") for member in FLOWS):
            yield f"the identity provider '{provider.get('alias')}'"


def without(realm: ReadDocument, flow: ReadDocument) -> dict[str, Any]:
    """A realm's members after a flow is gone with the flows below it and all that configures them."""
    flows = list(realm.get("authenticationFlows") or ())
    gone = _below(flow, flows)
    configs = {step.get("authenticatorConfig") for each in gone for step in each.get(_STEPS) or ()}
    return {
        "authenticationFlows": [each for each in flows if not any(each is one for one in gone)],
        "authenticatorConfig": [config for config in realm.get("authenticatorConfig") or () if config.get("alias") not in configs],
    }


def _below(flow: ReadDocument, rows: list[dict[str, Any]]) -> list[ReadDocument]:
    gone, pending = [flow], list(flow.get(_STEPS) or ())
    while pending:
        below = flow_below(pending.pop(), rows)
        if below is not None and not any(below is one for one in gone):
            gone.append(below)
            pending += below.get(_STEPS) or ()
    return gone


def config_faults(config: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a configuration, wherever it comes from."""
    yield from lengths.members(config, ("alias",))
    yield from lengths.keys(config.get("config"), ("config",))


def stored_config(given: ReadDocument | None, current: ReadDocument | None = None) -> dict[str, Any]:
    """The settings of a configuration as they are kept; what is masked is what was there."""
    kept = {}
    for name, value in (given or {}).items():
        value = (current or {}).get(name) if value == MASK else value
        if value not in (None, ""):
            kept[name] = value
    return kept


def shown_config(config: ReadDocument, declared: Collection[str]) -> dict[str, Any]:
    """The settings as administrators see them: what is not among the declared names may be a secret."""
    return {name: value if name in declared else MASK for name, value in config.items()}
