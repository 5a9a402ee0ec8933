"""Refreshes that give no new refresh token: the old one goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Notes it for who issues the tokens."""
    if event.kind == "TOKEN_REFRESH_RESPONSE" and event.context is not None:
        event.context.terms.keeps_refresh_token = True


EXECUTOR = Executor("suppress-refresh-token-rotation", execute=execute)
