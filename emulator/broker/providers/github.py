"""GitHub."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider


def _addresses(configured: IdentityProvider) -> Addresses:
    base = configured.text("baseUrl") or "https://github.com"
    api = configured.text("apiUrl") or "https://api.github.com"
    return Addresses(f"{base}/login/oauth/authorize", f"{base}/login/oauth/access_token", f"{api}/user", f"{api}/user/emails")


BROKER_PROVIDER = provider("github", _addresses, "user:email", Fields("id", ("login",), name="name"))
