"""Requests of these grant types.

Configuration: ``grant_types``, a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.conditions import Condition
from emulator.client_policies.event import (
    ASSERTION,
    AUTHORIZATION,
    DEVICE_TOKEN,
    EXCHANGE,
    PASSWORD,
    REFRESH,
    SERVICE_ACCOUNT,
    Event,
    names,
)

_GRANTS = {
    REFRESH: "refresh_token",
    PASSWORD: "password",
    SERVICE_ACCOUNT: "client_credentials",
    ASSERTION: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    DEVICE_TOKEN: "urn:ietf:params:oauth:grant-type:device_code",
    EXCHANGE: "urn:ietf:params:oauth:grant-type:token-exchange",
}


def applies(configuration: Mapping[str, Any], event: Event) -> bool | None:
    """Whether the request is of one of them; an authorization request is of the code's where it asks for one, else of the implicit one."""
    wanted = names(configuration, "grant_types")
    if event.kind == AUTHORIZATION:
        kinds = set(event.parameters.get("response_type", "").split())
        if "code" in kinds:
            return "authorization_code" in wanted
        return bool(kinds & {"token", "id_token"}) and "implicit" in wanted
    grant = _GRANTS.get(event.kind)
    return None if grant is None else grant in wanted


CONDITION = Condition("grant-type", applies=applies)
