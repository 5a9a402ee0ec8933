"""PayPal."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider


def _addresses(configured: IdentityProvider) -> Addresses:
    site = "sandbox.paypal.com" if configured.flag("sandbox") else "paypal.com"
    api = f"https://api.{site}/v1"
    return Addresses(f"https://www.{site}/signin/authorize", f"{api}/oauth2/token", f"{api}/identity/openidconnect/userinfo?schema=openid")


BROKER_PROVIDER = provider(
    "paypal", _addresses, "openid profile email", Fields("user_id", ("email",), first="given_name", last="family_name", name="name")
)
