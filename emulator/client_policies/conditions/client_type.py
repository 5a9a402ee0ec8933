"""Clients of a protocol.

Configuration: ``protocol``, ``openid-connect`` or ``saml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import WITHOUT_CLIENT, Event
from emulator.realm.views import Client


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client is of the protocol."""
    if event.kind in WITHOUT_CLIENT and event.kind != "REGISTER":
        return None
    clients = [event.client] if event.client is not None else []
    if event.proposed:
        clients.append(Client(event.proposed))
    return any(client.protocol == configuration.get("protocol") for client in clients)


CONDITION = Condition("client-type", applies=applies)
