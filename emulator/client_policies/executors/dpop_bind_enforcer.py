"""Clients whose tokens are bound to their keys (DPoP, RFC 9449).

Configuration: ``auto-configure`` sets it in clients that are changed; ``enforce-authorization-code-binding-to-dpop`` wants the key in
authorization requests; ``allow-only-refresh-token-binding`` leaves the access tokens of public clients unbound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor, _client_settings
from emulator.context import Context
from emulator.tokens import dpop, verify
from emulator.tokens.decision import DPOP_BOUND


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without a proof, and for a client whose tokens would not be bound."""
    if event.kind in CHANGES:
        _change(configuration, event)
    elif event.kind == "AUTHORIZATION_REQUEST":
        if flag(configuration, "enforce-authorization-code-binding-to-dpop") and event.parameters.get("dpop_jkt") is None:
            raise refused("invalid_request", "Missing parameter: dpop_jkt")
    elif event.context is None:
        return
    elif event.kind in ("TOKEN_REQUEST", "TOKEN_REFRESH"):
        _bind_refresh_only(configuration, event, event.context)
    elif event.kind == "TOKEN_REVOKE":
        _revocation(event.context, event.parameters.get("token"))
    elif event.kind in ("USERINFO_REQUEST", "BACKCHANNEL_TOKEN_REQUEST") and event.context.presented().proof is None:
        raise refused("invalid_dpop_proof", dpop.MISSING)


def _change(configuration: Mapping[str, Any], event: Event) -> None:
    if not _client_settings.has_flag(configuration, event, DPOP_BOUND):
        raise refused("invalid_client_metadata", "Invalid client metadata: DPoP token is disabled")


def _bind_refresh_only(configuration: Mapping[str, Any], event: Event, context: Context) -> None:
    client = event.client
    if client is None or client.flag(DPOP_BOUND) or not client.public or not flag(configuration, "allow-only-refresh-token-binding"):
        return
    if not context.terms.proven_key:
        raise refused("invalid_dpop_proof", dpop.MISSING)
    context.terms.binds_refresh_only = True


def _revocation(context: Context, text: str | None) -> None:
    """Only who proves to have a token's key may revoke it; one that is none of the realm's is left to others."""
    try:
        key = dpop.thumbprint(context, context.presented())
    except dpop.Refused as error:
        raise refused("invalid_dpop_proof", str(error)) from error
    try:
        token = verify.access_token(context, text or "", revoked_too=True)
    except verify.NotValid:
        return
    if dpop.binding_fault(token.claims, key):
        raise refused("invalid_token", "DPoP proof and token binding verification failed")


EXECUTOR = Executor("dpop-bind-enforcer", execute=execute)
