"""Backchannel authentication requests with a ``binding_message``, by which the user knows which of them is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without one."""
    if event.kind == "BACKCHANNEL_AUTHENTICATION_REQUEST" and event.parameters.get("binding_message") is None:
        raise refused("invalid_request", "Missing parameter: binding_message")


EXECUTOR = Executor("secure-ciba-session", execute=execute)
