"""Any OpenID Connect provider."""

from __future__ import annotations

from emulator.broker.providers._openid import provider

BROKER_PROVIDER = provider("oidc")
