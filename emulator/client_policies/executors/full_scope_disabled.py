"""Clients whose tokens have only the roles in their scope.

Configuration: ``auto-configure`` turns full scope off instead of refusing.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor, _client_settings


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that leaves full scope on; one that does not speak of it may where it is off."""
    if event.kind not in CHANGES:
        return
    current = attrgetter("full_scope_allowed")
    if _client_settings.member(configuration, event, "fullScopeAllowed", wanted=False, current=current) is not False:
        raise refused("invalid_registration", "Not permitted to enable fullScopeAllowed")


EXECUTOR = Executor("full-scope-disabled", execute=execute)
