"""Assertions for the JWT authorization grant that have a claim with a value.

Configuration: ``claim-name``, and ``allowed-value``, a regular expression for the whole value; any value without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor
from emulator.keys import jws


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for an assertion without it."""
    if event.kind != "JWT_AUTHORIZATION_GRANT":
        return
    try:
        claims = jws.decode(event.parameters.get("assertion", "")).claims
    except jws.InvalidToken as error:
        raise refused("invalid_request", "JWT is not valid") from error
    name, pattern = configuration.get("claim-name"), str(configuration.get("allowed-value") or "").strip()
    if name is None:
        raise refused("invalid_request", "Invalid configuration")
    value = claims.get(str(name))
    if value is None:
        raise refused("invalid_request", f"Required claim '{name}' is missing from the token")
    if not pattern:
        return
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise refused("invalid_request", f"Value type for claim '{name}' not allowed")
    if not re.fullmatch(pattern, str(value)):
        raise refused("invalid_request", f"Value for claim '{name}' not allowed")


EXECUTOR = Executor("jwt-claim-enforcer", execute=execute)
