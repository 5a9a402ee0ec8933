"""Authorization requests that ask for a level of authentication (``acr``).

Configuration: ``acr-property``, its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import Event
from emulator.tokens import levels


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether it is asked for, by the request or by default."""
    if event.kind != "AUTHORIZATION_REQUEST" or event.client is None:
        return None
    try:
        asked = levels.asked(event.client, event.tables.realm, event.parameters.get("claims"), event.parameters.get("acr_values"))
    except ValueError:
        return False
    return str(configuration.get("acr-property")) in asked


CONDITION = Condition("acr-condition", applies=applies)
