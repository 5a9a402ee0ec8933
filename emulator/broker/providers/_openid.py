"""Providers that speak OpenID Connect as it is."""

from __future__ import annotations

from collections.abc import Callable

from emulator.broker import openid, openid_logout, openid_requests
from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.providers import BrokerProvider


def provider(name: str, identity: Callable[[Asked, Answer], BrokeredIdentity] = openid.identity) -> BrokerProvider:
    """Such a kind of provider; ``identity`` says whom its tokens speak of."""
    return BrokerProvider(
        name,
        authorization_url=openid_requests.authorization_url,
        exchange=openid_requests.exchange,
        keys=openid.keys,
        identity=identity,
        logout_url=openid_logout.logout_url,
        configured_keys=openid.configured_keys,
        verified=openid.verified,
        userinfo_url=openid.userinfo_url,
        described=openid.described,
        userinfo=openid.userinfo,
        logout_call=openid_logout.logout_call,
        speaks_openid=True,
    )
