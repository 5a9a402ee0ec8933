"""Any provider that speaks OAuth 2.0 without OpenID Connect; its configuration names the members of its profile."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker import openid_requests, outgoing
from emulator.broker.asked import Asked
from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider


def _addresses(configured: IdentityProvider) -> Addresses:
    return Addresses(configured.text("authorizationUrl"), configured.text("tokenUrl"), configured.text("userInfoUrl"))


def _fields(configured: IdentityProvider) -> Fields:
    identifier, email = configured.text("userIDClaim") or "sub", configured.text("emailClaim") or "email"
    return Fields(
        identifier,
        (configured.text("userNameClaim") or "preferred_username", email, identifier),
        (email,),
        first=configured.text("givenNameClaim") or "given_name",
        last=configured.text("familyNameClaim") or "family_name",
        name=configured.text("fullNameClaim") or "name",
    )


def authorization_url(asked: Asked) -> str:
    """The authorization request; raises BrokerError where the configuration says nowhere."""
    openid_requests.configured_url(asked.provider)
    return _PROVIDER.authorization_url(asked)


_PROVIDER = provider("oauth2", _addresses, "", _fields, profile_at=outgoing.profile)
BROKER_PROVIDER = replace(_PROVIDER, authorization_url=authorization_url, tokens_taken=False)
