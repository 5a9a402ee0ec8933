"""Clients that have a role of one of these names.

Configuration: ``roles``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import WITHOUT_CLIENT, Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client has one of them."""
    if event.kind in WITHOUT_CLIENT and event.kind != "PRE_AUTHORIZATION_REQUEST":
        return None
    if event.client is None:
        return False
    wanted = names(configuration, "roles")
    return any(role["name"] in wanted for role in event.tables.roles.many("container", event.client.id))


CONDITION = Condition("client-roles", applies=applies)
