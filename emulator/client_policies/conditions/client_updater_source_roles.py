"""Changes of clients by somebody who has one of these roles.

Configuration: ``roles``, a list of names; a client's role is ``client.role``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, WRITTEN, Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether who makes the change has one of them."""
    return any(name in event.updater.roles for name in names(configuration, "roles")) if event.kind in (*CHANGES, *WRITTEN) else None


CONDITION = Condition("client-updater-source-roles", applies=applies)
