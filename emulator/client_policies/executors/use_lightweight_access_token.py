"""Requests that get lightweight access tokens, whatever their client is set to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import BACKCHANNEL_TOKEN, DEVICE_TOKEN, PASSWORD, REFRESH, SERVICE_ACCOUNT, TOKEN, Event
from emulator.client_policies.executors import Executor

_WHERE = frozenset({TOKEN, SERVICE_ACCOUNT, PASSWORD, REFRESH, BACKCHANNEL_TOKEN, DEVICE_TOKEN})


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Notes it for who issues the token."""
    if event.kind in _WHERE and event.context is not None:
        event.context.terms.lightweight = True


EXECUTOR = Executor("use-lightweight-access-token", execute=execute)
