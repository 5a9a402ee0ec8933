"""Clients whose users have to consent.

Configuration: ``auto-configure`` turns it on instead of refusing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that leaves consent out; one that does not speak of it may where it is on."""
    if event.kind not in CHANGES:
        return
    if flag(configuration, "auto-configure"):
        event.proposed["consentRequired"] = True
    proposed = event.proposed.get("consentRequired")
    if proposed or (proposed is None and event.client is not None and event.client.consent_required):
        return
    raise refused("invalid_registration", "Client is required to enable consentRequired")


EXECUTOR = Executor("consent-required", execute=execute)
