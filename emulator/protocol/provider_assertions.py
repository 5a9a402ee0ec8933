"""Assertions that identity providers sign, for a grant or for a client: their keys and how long they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from emulator.broker import openid
from emulator.broker.identity import BrokerError
from emulator.keys import jws
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
_SPIFFE = "spiffe"
_OPENID = ("oidc", "keycloak-oidc")
_POD = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
_CLUSTERS_MAX_AGE = 3600
_USUAL = "RS256"


def limits(provider: IdentityProvider, skew: str, age: str, reuse: str) -> Limits:
    """How long an assertion holds, by the names of a provider's settings."""
    if provider.provider == _SPIFFE:
        return Limits(_number(provider, skew, 0), _number(provider, age, 0) or _MAX_AGE, True)
    if provider.provider == _CLUSTER:
        # A pod shows its token as often as it likes.
        return Limits(_number(provider, skew, 0), _number(provider, age, 0) or _CLUSTERS_MAX_AGE, True)
    return Limits(_number(provider, skew, 0), _number(provider, age, _MAX_AGE), provider.flag(reuse))


def own_audience(provider: IdentityProvider) -> frozenset[str]:
    """The client that this realm is at an OpenID provider whose assertions are for it; empty where they are for the realm."""
    client_id = provider.text("clientId")
    takes = provider.provider in _OPENID and provider.flag("allowClientIdAsAudience") and client_id
    return frozenset({client_id} if takes else ())


def is_signed(call: Call, provider: IdentityProvider, assertion: Jws) -> bool:
    """Whether a key of the provider has signed it."""
    return any(key.verify(assertion) for key in _keys(call, provider, assertion))


def _keys(call: Call, provider: IdentityProvider, assertion: Jws) -> Sequence[PublicKey]:
    kid = assertion.kid
    if provider.provider == _CLUSTER:
        return _keys_of_cluster(call, provider, assertion)
    if provider.provider == _SPIFFE:
        return _keys_of_bundle(call, provider, assertion)
    if provider.flag("useJwksUrl"):
        url = provider.text("jwksUrl")
        fetched = call.emulator.remote_keys.at(call.answers, url, lambda key: kid in (None, key.kid), provider.internal_id)
        if fetched.error:
            call.log.append(f"no keys of identity provider '{provider.alias}': {fetched.error}")
        return [key for key in fetched.keys if key.use != "enc" and kid in (None, key.kid)]
    try:
        return openid.configured_keys(provider, kid)
    except BrokerError as error:
        call.log.append(str(error))
        return ()


def _keys_of_cluster(call: Call, provider: IdentityProvider, assertion: Jws) -> Sequence[PublicKey]:
    """Its keys for the assertion."""
    issuer, kid = provider.text("issuer"), assertion.kid
    fetched = call.emulator.remote_keys.of_cluster(
        call.answers, issuer, lambda key: kid in (None, key.kid), provider.internal_id, lambda: _own_token(issuer)
    )  # fmt: skip
    if fetched.error:
        call.log.append(f"no keys of the cluster '{provider.alias}': {fetched.error}")
    return _fitting([key for key in fetched.keys if key.use != "enc"], assertion)


def _keys_of_bundle(call: Call, provider: IdentityProvider, assertion: Jws) -> Sequence[PublicKey]:
    """The keys of a trust domain for the assertion."""
    url, kid = provider.text("bundleEndpoint"), assertion.kid
    fetched = call.emulator.remote_keys.bundle(call.answers, url, lambda key: kid in (None, key.kid), provider.internal_id)
    if fetched.error:
        call.log.append(f"no keys of the trust domain of '{provider.alias}': {fetched.error}")
    return _fitting(fetched.keys, assertion)


def _fitting(keys: Sequence[PublicKey], assertion: Jws) -> Sequence[PublicKey]:
    """Those that an assertion can be signed with; as observed, an RSA key that names no algorithm is one for RS256."""
    usual = _USUAL if assertion.algorithm.startswith("PS") else assertion.algorithm
    mine = [key for key in keys if assertion.kid in (None, key.kid)]
    return [key for key in mine if (key.algorithm or usual) == assertion.algorithm]


def _own_token(issuer: str) -> str:
    """The token of this very pod, where the emulator runs in a cluster of the issuer."""
    try:
        text = _POD.read_text(encoding="utf-8").strip()
        return text if jws.decode(text).claims.get("iss") == issuer else ""
    except (OSError, ValueError):
        return ""


def _number(provider: IdentityProvider, name: str, usual: int) -> int:
    text = provider.text(name)
    return int(text) if text.isdigit() else usual
