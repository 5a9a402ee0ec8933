"""Refuses everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for whatever a client asks for, and for whatever is done to one."""
    raise refused("invalid_request", "Request not allowed")


EXECUTOR = Executor("reject-request", execute=execute)
