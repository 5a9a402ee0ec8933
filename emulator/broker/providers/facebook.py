"""Facebook."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses(
    "https://graph.facebook.com/oauth/authorize",
    "https://graph.facebook.com/oauth/access_token",
    "https://graph.facebook.com/me?fields=id,name,email,first_name,last_name",
)
BROKER_PROVIDER = provider(
    "facebook", _ADDRESSES, "email", Fields("id", ("username", "email", "id"), first="first_name", last="last_name", name="name")
)
