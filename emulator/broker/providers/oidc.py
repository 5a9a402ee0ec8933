"""Any OpenID Connect provider."""

from __future__ import annotations

from emulator.broker.openid import (
    authorization_url,
    configured_keys,
    described,
    exchange,
    identity,
    keys,
    logout_call,
    logout_url,
    userinfo,
    userinfo_url,
    verified,
)
from emulator.broker.providers import BrokerProvider

BROKER_PROVIDER = BrokerProvider(
    "oidc",
    authorization_url=authorization_url,
    exchange=exchange,
    keys=keys,
    identity=identity,
    logout_url=logout_url,
    configured_keys=configured_keys,
    verified=verified,
    userinfo_url=userinfo_url,
    described=described,
    userinfo=userinfo,
    logout_call=logout_call,
    speaks_openid=True,
)
