"""Google."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider

_ADDRESSES = Addresses(
    "https://accounts.google.com/o/oauth2/v2/auth",
    "https://oauth2.googleapis.com/token",
    "https://openidconnect.googleapis.com/v1/userinfo",
)


def _extra(configured: IdentityProvider) -> dict[str, str]:
    """The parameters of Google's own settings."""
    domain = configured.text("hostedDomain")
    return {**({"hd": domain} if domain else {}), **({"access_type": "offline"} if configured.flag("offlineAccess") else {})}


BROKER_PROVIDER = provider(
    "google",
    _ADDRESSES,
    "openid profile email",
    Fields("sub", ("email", "sub"), first="given_name", last="family_name", name="name"),
    nonce=True,
    extra=_extra,
)
