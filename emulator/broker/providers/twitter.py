"""Twitter, whose OAuth 1.0a the emulator does not speak: it plays the provider only."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses("https://api.twitter.com/oauth/authorize", "", "")
BROKER_PROVIDER = provider("twitter", _ADDRESSES, "", Fields("id", ("screen_name",), name="name"))
