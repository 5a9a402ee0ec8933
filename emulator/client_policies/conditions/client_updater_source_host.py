"""Changes of clients from one of these addresses.

Configuration: ``trusted-hosts``, a list of IP addresses; ``localhost`` stands for the loopback ones. Other names are not looked up.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import CHANGES, WRITTEN, Event, names


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the change comes from one of them."""
    if event.kind not in (*CHANGES, *WRITTEN):
        return None
    hosts = names(configuration, "trusted-hosts")
    return event.address in hosts or ("localhost" in hosts and _is_loopback(event.address))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


CONDITION = Condition("client-updater-source-host", applies=applies)
