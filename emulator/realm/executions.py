"""Authentication flows as they run: executions in order, each with its configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulator.realm.views import Realm


@dataclass(frozen=True, slots=True)
class Execution:
    """One step of a flow: an authenticator by its provider id, or a flow by its alias.

    ``requirement`` is ``REQUIRED``, ``ALTERNATIVE``, ``CONDITIONAL`` or ``DISABLED``; ``form`` says that the flow is one of form actions.
    """

    id: str
    provider: str
    flow: str
    requirement: str
    config: Mapping[str, str] = field(default_factory=dict)
    form: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow: its alias, its provider (``basic-flow``, ``form-flow``, ``client-flow``) and its executions, disabled ones left out."""

    alias: str
    provider: str
    executions: Sequence[Execution]


def execution_id(flow: Mapping[str, Any], execution: Mapping[str, Any]) -> str:
    """The id of an execution: its own, or one that follows from its flow, as the representation of a realm has none."""
    if execution.get("id"):
        return str(execution["id"])
    text = f"{flow.get('id')}/{execution.get('authenticator') or ''}/{execution.get('flowAlias') or ''}/{execution.get('priority')}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def flows(realm: Realm) -> dict[str, Flow]:
    """Every flow of the realm by its alias."""
    providers = {flow.get("alias"): flow.get("providerId") for flow in realm.authentication_flows}
    configs = {config.get("alias"): config.get("config") or {} for config in realm.authenticator_config}
    by_alias = {}
    for flow in realm.authentication_flows:
        executions = sorted(flow.get("authenticationExecutions") or (), key=lambda execution: execution.get("priority") or 0)
        alias = flow.get("alias", "")
        steps = [_execution(flow, execution, providers, configs) for execution in executions if execution.get("requirement") != "DISABLED"]
        by_alias[alias] = Flow(alias, flow.get("providerId", ""), steps)
    return by_alias


def _execution(
    flow: Mapping[str, Any], one: Mapping[str, Any], providers: Mapping[str | None, Any], configs: Mapping[str | None, Any]
) -> Execution:
    alias = one.get("flowAlias") or ""
    return Execution(
        id=execution_id(flow, one),
        provider=one.get("authenticator") or "",
        flow=alias,
        requirement=one.get("requirement") or "DISABLED",
        config=configs.get(one.get("authenticatorConfig")) or {},
        form=providers.get(alias) == "form-flow",
    )
