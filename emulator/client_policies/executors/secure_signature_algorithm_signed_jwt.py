"""Client assertions that are signed with secure algorithms.

Configuration: ``require-client-assertion`` refuses requests without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, Kind, flag, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._algorithms import REFUSED, SECURE
from emulator.keys import jws

_WHERE: frozenset[Kind] = frozenset(
    {"TOKEN_REQUEST", "SERVICE_ACCOUNT_TOKEN_REQUEST", "TOKEN_REFRESH", "TOKEN_REVOKE", "TOKEN_INTROSPECT", "LOGOUT_REQUEST"}
)


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for an assertion of another algorithm."""
    if event.kind not in _WHERE or event.context is None:
        return
    text = event.context.presented().assertion
    if text is None:
        if flag(configuration, "require-client-assertion"):
            raise refused("invalid_request", "client assertion is required.")
        return
    try:
        algorithm = jws.decode(text).algorithm
    except jws.InvalidToken as error:
        raise refused("invalid_request", "not allowed input format.") from error
    if algorithm not in SECURE:
        raise refused("invalid_request", REFUSED)


EXECUTOR = Executor("secure-signature-algorithm-signed-jwt", execute=execute)
