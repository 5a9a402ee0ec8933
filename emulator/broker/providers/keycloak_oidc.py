"""Another Keycloak: as any OpenID Connect provider, and its access token's claims serve the mappers."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker import openid
from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.providers._openid import provider


def identity(asked: Asked, answer: Answer) -> BrokeredIdentity:
    """Who the provider's tokens speak of; raises BrokerError for tokens that do not hold."""
    whom = openid.identity(asked, answer)
    access = answer.tokens.get("access_token")
    return replace(whom, access_claims=openid.claims_of(access) if isinstance(access, str) else {})


BROKER_PROVIDER = provider("keycloak-oidc", identity)
