"""Stack Overflow."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses(
    "https://stackexchange.com/oauth", "https://stackexchange.com/oauth/access_token/json", "https://api.stackexchange.com/2.2/me"
)
BROKER_PROVIDER = provider("stackoverflow", _ADDRESSES, "", Fields("user_id", ("link",), name="display_name", linked=True))
