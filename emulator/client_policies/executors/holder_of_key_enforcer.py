"""Clients whose tokens are bound to their certificates (RFC 8705).

Configuration: ``auto-configure`` sets it in clients that are changed.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, Kind, refused
from emulator.client_policies.executors import Executor, _client_settings
from emulator.context import Context
from emulator.keys.client_certificates import thumbprint
from emulator.tokens import verify

_ATTRIBUTE = "tls.client.certificate.bound.access.tokens"
_OTHER = "Client certificate missing, or its thumbprint and one in the token did NOT match"
_NEW_TOKENS: frozenset[Kind] = frozenset({"TOKEN_REQUEST", "SERVICE_ACCOUNT_TOKEN_REQUEST", "BACKCHANNEL_TOKEN_REQUEST"})
_BROUGHT: Mapping[Kind, str] = {
    "TOKEN_REFRESH": "refresh_token",
    "LOGOUT_REQUEST": "refresh_token",
    "TOKEN_REVOKE": "token",
    "USERINFO_REQUEST": "access_token",
}


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without the certificate that it needs, and for a client whose tokens would not be bound."""
    if event.kind in CHANGES:
        if not _client_settings.has_flag(configuration, event, _ATTRIBUTE):
            raise refused("invalid_client_metadata", "Invalid client metadata: MTLS token in disabled")
    elif event.kind in _NEW_TOKENS and not event.has_certificate():
        raise refused("invalid_request", "Client Certification missing for MTLS HoK Token Binding")
    elif event.kind in _BROUGHT and event.context is not None:
        _check(event.context, event.kind, event.parameters.get(_BROUGHT[event.kind]))


def _check(context: Context, kind: Kind, text: str | None) -> None:
    """Raises OAuthError unless a token comes with its certificate; one that the realm has not signed is left to others."""
    try:
        token = verify.signed(context, text or "")
    except verify.NotValid:
        return
    confirmation = token.claims.get("cnf")
    bound = confirmation.get("x5t#S256") if isinstance(confirmation, dict) else None
    certificates = context.certificates()
    if bound and certificates and hmac.compare_digest(str(bound).encode(), thumbprint(certificates[0]).encode()):
        return
    raise refused("invalid_grant", _OTHER) if kind == "TOKEN_REFRESH" else refused("not_allowed", _OTHER, 401)


EXECUTOR = Executor("holder-of-key-enforcer", execute=execute)
