"""Clients without the password grant.

Configuration: ``auto-configure`` turns it off in clients that are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, PASSWORD, Event, flag, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for the grant, and for a client that would allow it."""
    if event.kind in CHANGES:
        if flag(configuration, "auto-configure"):
            event.proposed["directAccessGrantsEnabled"] = False
        proposed = event.proposed.get("directAccessGrantsEnabled")
        if proposed or (proposed is None and event.client is not None and event.client.direct_access_grants):
            raise refused("invalid_client_metadata", "Invalid client metadata: resource owner password credentials grant enabled")
    if event.kind == PASSWORD:
        raise refused("invalid_grant", "resource owner password credentials grant is prohibited.")


EXECUTOR = Executor("reject-ropc-grant", execute=execute)
