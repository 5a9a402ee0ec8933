"""Changes of clients by a member of one of these groups.

Configuration: ``groups``, a list of names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, WRITTEN, Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether who makes the change is in one of them."""
    if event.kind not in (*CHANGES, *WRITTEN):
        return None
    return any(name in event.updater.groups for name in names(configuration, "groups"))


CONDITION = Condition("client-updater-source-groups", applies=applies)
