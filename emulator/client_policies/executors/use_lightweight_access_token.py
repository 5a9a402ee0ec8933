"""Requests that get lightweight access tokens, whatever their client is set to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, Kind
from emulator.client_policies.executors import Executor

_WHERE: frozenset[Kind] = frozenset(
    {
        "TOKEN_REQUEST",
        "SERVICE_ACCOUNT_TOKEN_REQUEST",
        "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST",
        "TOKEN_REFRESH",
        "BACKCHANNEL_TOKEN_REQUEST",
        "DEVICE_TOKEN_REQUEST",
    }
)


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Notes it for who issues the token."""
    if event.kind in _WHERE and event.context is not None:
        event.context.terms.lightweight = True


EXECUTOR = Executor("use-lightweight-access-token", execute=execute)
