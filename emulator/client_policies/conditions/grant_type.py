"""Requests of these grant types.

Configuration: ``grant_types``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import Event, names

_GRANTS = {
    "TOKEN_REFRESH": "refresh_token",
    "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST": "password",
    "SERVICE_ACCOUNT_TOKEN_REQUEST": "client_credentials",
    "JWT_AUTHORIZATION_GRANT": "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "DEVICE_TOKEN_REQUEST": "urn:ietf:params:oauth:grant-type:device_code",
    "TOKEN_EXCHANGE_REQUEST": "urn:ietf:params:oauth:grant-type:token-exchange",
}


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the request is of one of them; an authorization request is of the code's where it asks for one, else of the implicit one."""
    wanted = names(configuration, "grant_types")
    if event.kind == "AUTHORIZATION_REQUEST":
        kinds = set(event.parameters.get("response_type", "").split())
        if "code" in kinds:
            return "authorization_code" in wanted
        return bool(kinds & {"token", "id_token"}) and "implicit" in wanted
    grant = _GRANTS.get(event.kind)
    return None if grant is None else grant in wanted


CONDITION = Condition("grant-type", applies=applies)
