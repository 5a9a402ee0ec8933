"""The step of flows that takes Kerberos tickets follows the user storage that understands them, as observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm import ldap
from emulator.realm.gates.user_storage import is_on

_STEP = "auth-spnego"
_ON, _OFF = "ALTERNATIVE", "DISABLED"


def following(flows: Iterable[Document], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Document]:
    """The flows once a component has become another; None stands for none, before it is made or when it is deleted."""
    had, has = (component is not None and _takes_tickets(component) for component in (before, after))
    if had == has:
        return list(flows)
    if has:
        return [_with_step(flow, (_OFF,), _ON) for flow in flows]
    return [_with_step(flow, (_ON,) if after is not None else None, _OFF) for flow in flows]


def _takes_tickets(component: Mapping[str, Any]) -> bool:
    if component.get("providerType") != ldap.STORAGE:
        return False
    return component.get("providerId") == "kerberos" or is_on(component.get("config") or {}, "allowKerberosAuthentication")


def _with_step(flow: Document, replaced: tuple[str, ...] | None, wanted: str) -> Document:
    """The flow with the step's requirement where it was one of ``replaced``, or whatever it was."""
    executions = flow.get("authenticationExecutions") or ()
    if all(execution.get("authenticator") != _STEP for execution in executions):
        return flow
    return {**flow, "authenticationExecutions": [_switched(execution, replaced, wanted) for execution in executions]}


def _switched(execution: Document, replaced: tuple[str, ...] | None, wanted: str) -> Document:
    if execution.get("authenticator") != _STEP or (replaced is not None and execution.get("requirement") not in replaced):
        return execution
    return {**execution, "requirement": wanted}
