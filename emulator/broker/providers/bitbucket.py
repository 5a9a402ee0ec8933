"""Bitbucket."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses(
    "https://bitbucket.org/site/oauth2/authorize", "https://bitbucket.org/site/oauth2/access_token", "https://api.bitbucket.org/2.0/user"
)
BROKER_PROVIDER = provider("bitbucket", _ADDRESSES, "account", Fields("account_id", ("username",), name="display_name"))
