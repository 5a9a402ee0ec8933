"""Clients that are not told of logouts by the browser.

Configuration: ``allow-front-channel-logout`` lets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that turns it on, or names an address for it, and for a logout that is a link."""
    if flag(configuration, "allow-front-channel-logout"):
        return
    url = (event.proposed.get("attributes") or {}).get("frontchannel.logout.url")
    wanted = event.kind in CHANGES and (event.proposed.get("frontchannelLogout") or str(url or "").strip())
    if wanted or (event.kind == "LOGOUT_REQUEST" and event.by_link):
        raise refused("invalid_registration", "Front-channel logout is not allowed for this client")


EXECUTOR = Executor("secure-logout", execute=execute)
