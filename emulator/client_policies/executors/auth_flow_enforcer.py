"""Another flow for the logins of clients, and the level that who has been through it has reached.

Configuration: ``auth-flow-alias``, and ``auth-flow-loa``, a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Notes it for who begins the login."""
    alias, level = configuration.get("auth-flow-alias"), configuration.get("auth-flow-loa")
    if event.kind == "AUTHORIZATION_REQUEST" and event.context is not None and alias is not None:
        event.context.terms.flow = str(alias)
        event.context.terms.flow_level = None if level in (None, "") else int(level)


EXECUTOR = Executor("auth-flow-enforcer", execute=execute)
