"""Refuses public and bearer-only clients where they ask for codes and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, Kind, refused
from emulator.client_policies.executors import Executor

_WHERE: frozenset[Kind] = frozenset(
    {
        "AUTHORIZATION_REQUEST",
        "TOKEN_REQUEST",
        "SERVICE_ACCOUNT_TOKEN_REQUEST",
        "BACKCHANNEL_AUTHENTICATION_REQUEST",
        "BACKCHANNEL_TOKEN_REQUEST",
    }
)


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a client that has nothing to authenticate with."""
    client = event.client
    if event.kind in _WHERE and client is not None and (client.public or client.bearer_only):
        raise refused("invalid_client", f"invalid client access type: {'public' if client.public else 'bearer-only'}")


EXECUTOR = Executor("confidential-client", execute=execute)
