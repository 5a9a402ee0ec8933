"""Requests with one of these client scopes: asked for where it is optional, or a default of the client.

Configuration: ``scopes``, a list, and ``type``: ``Optional``, ``Default`` or ``Any``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import Event, Kind, names

_SAYS: frozenset[Kind] = frozenset(
    {
        "AUTHORIZATION_REQUEST",
        "PUSHED_AUTHORIZATION_REQUEST",
        "TOKEN_REQUEST",
        "SERVICE_ACCOUNT_TOKEN_REQUEST",
        "SERVICE_ACCOUNT_TOKEN_RESPONSE",
        "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST",
        "TOKEN_REFRESH",
        "TOKEN_REFRESH_RESPONSE",
        "USERINFO_REQUEST",
        "TOKEN_EXCHANGE_REQUEST",
        "JWT_AUTHORIZATION_GRANT",
        "BACKCHANNEL_AUTHENTICATION_REQUEST",
        "BACKCHANNEL_TOKEN_REQUEST",
    }
)


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether one of them is in force; a condition on requests for tokens and by them."""
    if event.kind not in _SAYS:
        return None
    if event.client is None:
        return False
    wanted, kind = set(names(configuration, "scopes")), configuration.get("type")
    asked = wanted & set((event.scope or "").split()) & set(event.client.optional_client_scopes)
    default = wanted & set(event.client.default_client_scopes)
    return bool((asked and kind in ("Optional", "Any")) or (default and kind in ("Default", "Any")))


CONDITION = Condition("client-scopes", applies=applies)
