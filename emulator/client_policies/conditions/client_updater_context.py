"""Changes of clients by how they come.

Configuration: ``update-client-source``, a list of ``ByAuthenticatedUser``, ``ByInitialAccessToken``, ``ByRegistrationAccessToken`` and
``ByAnonymous``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, WRITTEN, Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the way of this change is among them."""
    return event.updater.source in names(configuration, "update-client-source") if event.kind in (*CHANGES, *WRITTEN) else None


CONDITION = Condition("client-updater-context", applies=applies)
