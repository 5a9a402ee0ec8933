"""Clients without the password grant.

Configuration: ``auto-configure`` turns it off in clients that are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor, _client_settings


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for the grant, and for a client that would allow it."""
    if event.kind in CHANGES:
        current = attrgetter("direct_access_grants")
        if _client_settings.member(configuration, event, "directAccessGrantsEnabled", wanted=False, current=current):
            raise refused("invalid_client_metadata", "Invalid client metadata: resource owner password credentials grant enabled")
    if event.kind == "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST":
        raise refused("invalid_grant", "resource owner password credentials grant is prohibited.")


EXECUTOR = Executor("reject-ropc-grant", execute=execute)
