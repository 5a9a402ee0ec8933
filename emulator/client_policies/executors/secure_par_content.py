"""Authorization requests that were pushed (RFC 9126)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import PRE_AUTHORIZATION, Event, refused
from emulator.client_policies.executors import Executor

_PUSHED = "urn:ietf:params:oauth:request_uri:"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request that the browser brings itself."""
    if event.kind == PRE_AUTHORIZATION and not (event.parameters.get("request_uri") or "").startswith(_PUSHED):
        raise refused("invalid_request", "PAR request_uri not included.")


EXECUTOR = Executor("secure-par-content", execute=execute)
