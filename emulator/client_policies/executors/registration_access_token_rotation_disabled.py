"""Registration access tokens that stay the same when a client changes itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Notes it for who gives out the token."""
    if event.kind == "UPDATE" and event.context is not None:
        event.context.terms.keeps_registration_token = True


EXECUTOR = Executor("registration-access-token-rotation-disabled", execute=execute)
