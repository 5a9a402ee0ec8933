"""LinkedIn."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses(
    "https://www.linkedin.com/oauth/v2/authorization",
    "https://www.linkedin.com/oauth/v2/accessToken",
    "https://api.linkedin.com/v2/userinfo",
)
BROKER_PROVIDER = provider(
    "linkedin-openid-connect",
    _ADDRESSES,
    "openid profile email",
    Fields("sub", ("email", "sub"), first="given_name", last="family_name", name="name"),
    nonce=True,
)
