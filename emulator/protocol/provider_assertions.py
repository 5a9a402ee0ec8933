"""Assertions that identity providers sign, for a grant or for a client: their keys and how long they hold."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.broker import openid
from emulator.broker.identity import BrokerError
from emulator.keys.jws import Jws
from emulator.keys.public import PublicKey
from emulator.protocol.assertions import Limits
from emulator.realm.views import IdentityProvider
from emulator.tokens import verify
from emulator.web.call import Call

SKEW = "allowedClockSkew"
"""The setting of how far ahead the clock of an OpenID provider may be."""
ALGORITHMS = frozenset(name for name in verify.ALGORITHMS if not name.startswith("HS"))
_MAX_AGE = 300
_CLUSTER = "kubernetes"


def limits(provider: IdentityProvider, skew: str, age: str, reuse: str) -> Limits:
    """How long an assertion holds, by the names of a provider's settings."""
    return Limits(_number(provider, skew, 0), _number(provider, age, _MAX_AGE), provider.flag(reuse))


def is_signed(call: Call, provider: IdentityProvider, assertion: Jws) -> bool:
    """Whether a key of the provider has signed it."""
    return any(key.verify(assertion) for key in _keys(call, provider, assertion.kid))


def _keys(call: Call, provider: IdentityProvider, kid: str | None) -> Sequence[PublicKey]:
    if provider.provider == _CLUSTER:
        call.log.append(f"the keys of the cluster '{provider.alias}' are not fetched here")
        return ()
    if provider.flag("useJwksUrl"):
        url = provider.text("jwksUrl")
        fetched = call.emulator.remote_keys.at(call.answers, url, lambda key: kid in (None, key.kid), provider.internal_id)
        if fetched.error:
            call.log.append(f"no keys of identity provider '{provider.alias}': {fetched.error}")
        return [key for key in fetched.keys if key.use != "enc" and kid in (None, key.kid)]
    named = provider.text("publicKeySignatureVerifierKeyId")
    if named and kid not in (None, named):
        return ()
    try:
        return openid.configured_keys(provider)
    except BrokerError as error:
        call.log.append(str(error))
        return ()


def _number(provider: IdentityProvider, name: str, usual: int) -> int:
    text = provider.text(name)
    return int(text) if text.isdigit() else usual
