"""The hosts that the application of a client runs on, and when that was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MEMBER = "registeredNodes"


def of(client: Mapping[str, Any]) -> Mapping[str, int]:
    """The client's hosts, each with the time of its registration in epoch seconds."""
    return client.get(_MEMBER) or {}


def registered(client: Mapping[str, Any], host: str, now: int) -> dict[str, Any]:
    """The client's document with one more host, or with a later time of it."""
    return {**client, _MEMBER: {**of(client), host: now}}


def unregistered(client: Mapping[str, Any], host: str) -> dict[str, Any]:
    """The client's document without a host; without the member when none is left."""
    nodes = {name: time for name, time in of(client).items() if name != host}
    kept = {name: value for name, value in client.items() if name != _MEMBER}
    return {**kept, _MEMBER: nodes} if nodes else kept
