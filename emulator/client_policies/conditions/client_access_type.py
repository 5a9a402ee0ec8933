"""Clients that are confidential, public or bearer-only, as they are or as they are about to be.

Configuration: ``type``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, PRE_AUTHORIZATION, PUSHED_AUTHORIZATION, Event, names
from emulator.realm.views import Client


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client is of one of the types; a change also by what the client would be then."""
    if event.kind in (PRE_AUTHORIZATION, PUSHED_AUTHORIZATION):
        return None
    wanted = names(configuration, "type")
    found = [event.client] if event.client is not None else []
    if event.kind in CHANGES:
        found.append(Client(event.proposed))
    return any(_type(client) in wanted for client in found)


def _type(client: Client) -> str:
    if client.public:
        return "public"
    return "bearer-only" if client.bearer_only else "confidential"


CONDITION = Condition("client-access-type", applies=applies)
