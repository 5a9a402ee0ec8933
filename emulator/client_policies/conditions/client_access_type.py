"""Clients that are confidential, public or bearer-only, as they are or as they are about to be.

Configuration: ``type``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import WITHOUT_CLIENT, Event, names
from emulator.realm.views import Client


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client is of one of the types; a change also by what the client would be then."""
    if event.kind in WITHOUT_CLIENT and event.kind != "REGISTER":
        return None
    wanted = names(configuration, "type")
    clients = [event.client] if event.client is not None else []
    if event.proposed:
        clients.append(Client(event.proposed))
    return any(_type(client) in wanted for client in clients)


def _type(client: Client) -> str:
    if client.public:
        return "public"
    return "bearer-only" if client.bearer_only else "confidential"


CONDITION = Condition("client-access-type", applies=applies)
