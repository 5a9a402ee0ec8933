"""Microsoft."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider


def _addresses(configured: IdentityProvider) -> Addresses:
    base = f"https://login.microsoftonline.com/{configured.text('tenantId') or 'common'}/oauth2/v2.0"
    return Addresses(f"{base}/authorize", f"{base}/token", "https://graph.microsoft.com/v1.0/me/")


BROKER_PROVIDER = provider(
    "microsoft",
    _addresses,
    "User.read",
    Fields("id", ("mail", "userPrincipalName", "id"), ("mail", "userPrincipalName"), first="givenName", last="surname"),
)
