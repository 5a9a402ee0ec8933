"""GitLab."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider

_ADDRESSES = Addresses("https://gitlab.com/oauth/authorize", "https://gitlab.com/oauth/token", "https://gitlab.com/api/v4/user")
BROKER_PROVIDER = provider("gitlab", _ADDRESSES, "read_user openid", Fields("id", ("username",), name="name"), nonce=True)
