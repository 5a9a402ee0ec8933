"""Another Keycloak: as any OpenID Connect provider, and its access token's claims serve the mappers."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.providers import _openid
from emulator.broker.providers._openid import authorization_url, configured_keys, exchange, keys, logout_url, verified

__all__ = ["authorization_url", "configured_keys", "exchange", "identity", "keys", "logout_url", "verified"]


def identity(asked: Asked, answer: Answer) -> BrokeredIdentity:
    """Who the provider's tokens speak of; raises BrokerError for tokens that do not hold."""
    found = _openid.identity(asked, answer)
    access = answer.tokens.get("access_token")
    return replace(found, access_claims=_openid.claims_of(access) if isinstance(access, str) else {})
