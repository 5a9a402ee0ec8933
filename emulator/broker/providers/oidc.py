"""Any OpenID Connect provider."""

from __future__ import annotations

from emulator.broker.providers._openid import authorization_url, configured_keys, exchange, identity, keys, logout_url, verified

__all__ = ["authorization_url", "configured_keys", "exchange", "identity", "keys", "logout_url", "verified"]
