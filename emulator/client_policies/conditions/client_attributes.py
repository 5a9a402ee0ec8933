"""Clients that have all of these attributes with these values.

Configuration: ``attributes``, a JSON text that is a list of objects with ``key`` and ``value``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import WITHOUT_CLIENT, Event
from emulator.core.json_text import read_json


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the client has them, before a change, or once it is registered."""
    if event.kind in WITHOUT_CLIENT and event.kind != "PRE_AUTHORIZATION_REQUEST":
        return None
    client = event.client
    if client is None or configuration.get("attributes") is None:
        return False
    try:
        wanted = read_json(str(configuration["attributes"]))
        pairs = [(str(pair["key"]), str(pair["value"])) for pair in wanted]
    except (ValueError, TypeError, KeyError):
        return False
    if len({key for key, _ in pairs}) < len(pairs):
        return False
    return all((client.attributes or {}).get(key) == value for key, value in pairs)


CONDITION = Condition("client-attributes", applies=applies)
