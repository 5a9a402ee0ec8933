"""Clients whose tokens have only the roles in their scope.

Configuration: ``auto-configure`` turns full scope off instead of refusing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that leaves full scope on; one that does not speak of it may where it is off."""
    if event.kind not in CHANGES:
        return
    if flag(configuration, "auto-configure"):
        event.proposed["fullScopeAllowed"] = False
    proposed = event.proposed.get("fullScopeAllowed")
    if proposed is False or (proposed is None and event.client is not None and not event.client.full_scope_allowed):
        return
    raise refused("invalid_registration", "Not permitted to enable fullScopeAllowed")


EXECUTOR = Executor("full-scope-disabled", execute=execute)
