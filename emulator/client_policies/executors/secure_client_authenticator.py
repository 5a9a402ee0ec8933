"""Clients that authenticate in one of the allowed ways.

Configuration: ``allowed-client-authenticators``, a list, and ``default-client-authenticator`` for clients that do not say how.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, names, refused
from emulator.client_policies.executors import Executor

_REQUESTS = ("TOKEN_REQUEST", "SERVICE_ACCOUNT_TOKEN_REQUEST", "TOKEN_REFRESH", "TOKEN_REVOKE", "TOKEN_INTROSPECT", "LOGOUT_REQUEST")


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a client that authenticates, or would authenticate, in another way; public ones do not."""
    allowed = names(configuration, "allowed-client-authenticators")
    if event.kind in CHANGES:
        _change(configuration, event, allowed)
    elif event.kind in _REQUESTS and event.client is not None and not event.client.public and event.client.authenticator not in allowed:
        raise refused("invalid_request", "Configured client authentication method not allowed for client")


def _change(configuration: Mapping[str, Any], event: Event, allowed: list[str]) -> None:
    default = configuration.get("default-client-authenticator")
    if default and not event.proposed.get("clientAuthenticatorType"):
        event.proposed["clientAuthenticatorType"] = str(default)
    if not event.proposed.get("publicClient") and event.proposed.get("clientAuthenticatorType") not in allowed:
        raise refused("invalid_client_metadata", "Invalid client metadata: token_endpoint_auth_method")


EXECUTOR = Executor("secure-client-authenticator", execute=execute)
