"""Clients of a protocol.

Configuration: ``protocol``, ``openid-connect`` or ``saml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import PRE_AUTHORIZATION, Event
from emulator.realm.views import Client


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client is of the protocol."""
    if event.kind == PRE_AUTHORIZATION:
        return None
    client = event.client or Client(event.proposed)
    return client.protocol == configuration.get("protocol")


CONDITION = Condition("client-type", applies=applies)
