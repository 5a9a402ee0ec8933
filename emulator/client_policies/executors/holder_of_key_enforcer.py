"""Clients whose tokens are bound to their certificates (RFC 8705).

Configuration: ``auto-configure`` sets it in clients that are changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, REFRESH, SERVICE_ACCOUNT, TOKEN, Event, flag, refused
from emulator.client_policies.executors import Executor

_ATTRIBUTE = "tls.client.certificate.bound.access.tokens"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request for tokens without a certificate, and for a client whose tokens would not be bound."""
    if event.kind in CHANGES:
        attributes = event.proposed.get("attributes") or {}
        if flag(configuration, "auto-configure"):
            event.proposed["attributes"] = attributes = {**attributes, _ATTRIBUTE: "true"}
        if str(attributes.get(_ATTRIBUTE)).lower() != "true":
            raise refused("invalid_client_metadata", "Invalid client metadata: MTLS token in disabled")
    elif event.kind in (TOKEN, SERVICE_ACCOUNT) and not event.has_certificate():
        raise refused("invalid_request", "Client Certification missing for MTLS HoK Token Binding")
    elif event.kind == REFRESH and not event.has_certificate():
        raise refused("invalid_grant", "Client certificate missing, or its thumbprint and one in the token did NOT match")


EXECUTOR = Executor("holder-of-key-enforcer", execute=execute)
