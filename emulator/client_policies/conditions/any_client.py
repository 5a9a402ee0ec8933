"""Any client, whatever it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import Event


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Always."""
    return True


CONDITION = Condition("any-client", applies=applies)
