"""Authentication flows as they run: executions in order, each with its configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.views import Realm


@dataclass(frozen=True, slots=True)
class Execution:
    """One step of a flow: an authenticator by its provider id, or a flow by its alias.

    ``requirement`` is ``REQUIRED``, ``ALTERNATIVE``, ``CONDITIONAL`` or ``DISABLED``; ``form`` says that the flow is one of form actions,
    ``has_config`` that there is a configuration, which may be empty.
    """

    id: str
    provider: str
    flow: str
    requirement: str
    config: Mapping[str, str] = field(default_factory=dict)
    form: bool = False
    has_config: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow: its alias, its provider (``basic-flow``, ``form-flow``, ``client-flow``) and its executions, disabled ones left out."""

    alias: str
    provider: str
    executions: Sequence[Execution]


def without_ids(flow: Mapping[str, Any]) -> dict[str, Any]:
    """A flow as it is shown and exported: its executions have no ids there, and Keycloak's import knows no such member."""
    steps = flow.get("authenticationExecutions") or ()
    return {**flow, "authenticationExecutions": [{name: value for name, value in step.items() if name != "id"} for step in steps]}


def execution_id(flow: Mapping[str, Any], execution: Mapping[str, Any]) -> str:
    """The id of an execution: its own, or one that follows from its flow, as the representation of a realm has none."""
    if execution.get("id"):
        return str(execution["id"])
    text = f"{flow.get('id')}/{execution.get('authenticator') or ''}/{execution.get('flowAlias') or ''}/{execution.get('priority')}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def flow_below(step: Mapping[str, Any], rows: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The flow among ``rows`` that a step stands for; a flow within a flow may have been made without an alias."""
    if not (step.get("flowAlias") or step.get("authenticatorFlow")):
        return None
    return next((flow for flow in rows if flow.get("alias") == step.get("flowAlias")), None)


def flows(realm: Realm) -> dict[str, Flow]:
    """Every flow of the realm by its alias; of two, which an import may leave, Keycloak's own is ``alias (built-in)``."""
    shared = _shared(realm)
    configs = {config.get("alias"): config.get("config") or {} for config in realm.authenticator_config}
    providers = {_name(flow.get("alias"), flow, shared): flow.get("providerId") or "" for flow in realm.authentication_flows}
    by_alias = {}
    for flow in realm.authentication_flows:
        executions = sorted(flow.get("authenticationExecutions") or (), key=lambda execution: execution.get("priority") or 0)
        steps = []
        for execution in executions:
            if execution.get("requirement") != "DISABLED":
                below = _name(execution.get("flowAlias"), flow, shared)
                steps.append(_execution(flow, execution, below, providers.get(below) == "form-flow", configs))
        alias = _name(flow.get("alias"), flow, shared)
        by_alias[alias] = Flow(alias, providers[alias], steps)
    return by_alias


def configurations(realm: Realm) -> dict[str, Mapping[str, str]]:
    """The configurations of the realm's executions by their ids, of those that are switched off as well."""
    configs = {config.get("alias"): config.get("config") or {} for config in realm.authenticator_config}
    steps = [(flow, one) for flow in realm.authentication_flows for one in flow.get("authenticationExecutions") or ()]
    return {execution_id(flow, one): configs[alias] for flow, one in steps if (alias := one.get("authenticatorConfig")) in configs}


def _shared(realm: Realm) -> set[str]:
    """The aliases that a flow of the realm's own and one of Keycloak's have both."""
    flows = [(flow.get("alias") or "", bool(flow.get("builtIn"))) for flow in realm.authentication_flows]
    return {alias for alias, built_in in flows if not built_in} & {alias for alias, built_in in flows if built_in}


def _name(alias: str | None, flow: Mapping[str, Any], shared: set[str]) -> str:
    """The flow that ``flow`` means by an alias."""
    return f"{alias} (built-in)" if alias in shared and flow.get("builtIn") else alias or ""


def _execution(flow: Mapping[str, Any], one: Mapping[str, Any], below: str, is_form: bool, configs: Mapping[str | None, Any]) -> Execution:
    return Execution(
        id=execution_id(flow, one),
        provider=one.get("authenticator") or "",
        flow=below,
        requirement=one.get("requirement") or "DISABLED",
        config=configs.get(one.get("authenticatorConfig")) or {},
        form=is_form,
        has_config=one.get("authenticatorConfig") in configs,
    )
