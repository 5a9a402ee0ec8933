"""Clients whose users have to consent.

Configuration: ``auto-configure`` turns it on instead of refusing.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor, _client_settings


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that leaves consent out; one that does not speak of it may where it is on."""
    if event.kind not in CHANGES:
        return
    current = attrgetter("consent_required")
    if not _client_settings.member(configuration, event, "consentRequired", wanted=True, current=current):
        raise refused("invalid_registration", "Client is required to enable consentRequired")


EXECUTOR = Executor("consent-required", execute=execute)
