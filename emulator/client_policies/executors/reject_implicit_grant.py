"""Clients without the implicit and the hybrid flow.

Configuration: ``auto-configure`` turns them off in clients that are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import AUTHORIZATION, CHANGES, PUSHED_AUTHORIZATION, Event, flag, refused
from emulator.client_policies.executors import Executor

_PROHIBITED = "Implicit/Hybrid flow is prohibited."


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request of them, and for a client that would allow them."""
    if event.kind in CHANGES:
        if flag(configuration, "auto-configure"):
            event.proposed["implicitFlowEnabled"] = False
        proposed = event.proposed.get("implicitFlowEnabled")
        if proposed or (proposed is None and event.client is not None and event.client.implicit_flow):
            raise refused("invalid_client_metadata", "Invalid client metadata: implicit flow enabled")
    kind = event.parameters.get("response_type") or ""
    if event.kind == PUSHED_AUTHORIZATION and kind != "code":
        raise refused("invalid_request", _PROHIBITED if kind else "No response type.")
    if event.kind == AUTHORIZATION and {"token", "id_token"} & set(kind.split()):
        raise refused("invalid_request", _PROHIBITED)


EXECUTOR = Executor("reject-implicit-grant", execute=execute)
