"""Authorization requests with something that ties them to the client's session: ``nonce``, or ``state`` without OpenID Connect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request that lacks it."""
    if event.kind != "AUTHORIZATION_REQUEST":
        return
    needed = "nonce" if "openid" in (event.parameters.get("scope") or "").split() else "state"
    if event.parameters.get(needed) is None:
        raise refused("invalid_request", f"Missing parameter: {needed}")


EXECUTOR = Executor("secure-session", execute=execute)
