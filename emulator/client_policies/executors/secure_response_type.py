"""Authorization answers that cannot be exchanged: signed by an ID token (``code id_token``) or in a JWT (``response_mode=jwt``).

Configuration: ``auto-configure`` sets detached signatures in clients that are changed; ``allow-token-response-type`` lets tokens come
along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor, _client_settings

_ATTRIBUTE = "id.token.as.detached.signature"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request of another kind, and for a client without detached signatures."""
    if event.kind in CHANGES:
        if not _client_settings.has_flag({"auto-configure": False, **configuration}, event, _ATTRIBUTE):
            raise refused("invalid_client_metadata", "Invalid client metadata: ID Token as detached signature in disabled")
    elif event.kind == "AUTHORIZATION_REQUEST" and not _is_secure(configuration, event.parameters):
        raise refused("invalid_request", "invalid response_type")


def _is_secure(configuration: Mapping[str, Any], parameters: Mapping[str, str]) -> bool:
    kinds = set(parameters.get("response_type", "").split())
    if kinds >= {"code", "id_token"}:
        return "token" not in kinds or flag(configuration, "allow-token-response-type")
    return kinds == {"code"} and parameters.get("response_mode", "").lower() == "jwt"


EXECUTOR = Executor("secure-response-type", execute=execute)
