"""Clients without the implicit and the hybrid flow.

Configuration: ``auto-configure`` turns them off in clients that are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor, _client_settings

_PROHIBITED = "Implicit/Hybrid flow is prohibited."


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request of them, and for a client that would allow them."""
    if event.kind in CHANGES:
        current = attrgetter("implicit_flow")
        if _client_settings.member(configuration, event, "implicitFlowEnabled", wanted=False, current=current):
            raise refused("invalid_client_metadata", "Invalid client metadata: implicit flow enabled")
    kind = event.parameters.get("response_type") or ""
    if event.kind == "PUSHED_AUTHORIZATION_REQUEST" and kind != "code":
        raise refused("invalid_request", _PROHIBITED if kind else "No response type.")
    if event.kind == "AUTHORIZATION_REQUEST" and {"token", "id_token"} & set(kind.split()):
        raise refused("invalid_request", _PROHIBITED)


EXECUTOR = Executor("reject-implicit-grant", execute=execute)
