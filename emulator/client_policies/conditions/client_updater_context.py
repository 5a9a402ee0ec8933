"""Changes of clients by how they come.

Configuration: ``update-client-source``, a list; of its values an administrator's change is ``ByAuthenticatedUser``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, Event, names

_BY_USER = "ByAuthenticatedUser"


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether changes by an authenticated user are among them."""
    return _BY_USER in names(configuration, "update-client-source") if event.kind in CHANGES else None


CONDITION = Condition("client-updater-context", applies=applies)
