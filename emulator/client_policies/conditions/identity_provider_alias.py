"""Requests with an assertion of one of these identity providers.

Configuration: ``identity_provider_aliases``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the assertion is of one of them; it says nothing of requests without."""
    return event.provider in names(configuration, "identity_provider_aliases") if event.provider else None


CONDITION = Condition("identity-provider-alias", applies=applies)
