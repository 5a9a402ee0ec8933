"""Another Keycloak: as any OpenID Connect provider, and its access token's claims serve the mappers."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker import openid
from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.openid import (
    authorization_url,
    configured_keys,
    described,
    exchange,
    keys,
    logout_call,
    logout_url,
    userinfo,
    userinfo_url,
    verified,
)
from emulator.broker.providers import BrokerProvider


def identity(asked: Asked, answer: Answer) -> BrokeredIdentity:
    """Who the provider's tokens speak of; raises BrokerError for tokens that do not hold."""
    found = openid.identity(asked, answer)
    access = answer.tokens.get("access_token")
    return replace(found, access_claims=openid.claims_of(access) if isinstance(access, str) else {})


BROKER_PROVIDER = BrokerProvider(
    "keycloak-oidc",
    authorization_url=authorization_url,
    exchange=exchange,
    keys=keys,
    identity=identity,
    logout_url=logout_url,
    configured_keys=configured_keys,
    verified=verified,
    userinfo_url=userinfo_url,
    described=described,
    userinfo=userinfo,
    logout_call=logout_call,
    speaks_openid=True,
)
