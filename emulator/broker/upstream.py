"""Identity providers that the emulator plays itself: a code says whom it stands for, and nobody is asked over the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokerError
from emulator.broker.providers import BrokerProvider
from emulator.context import Context
from emulator.keys import jws, public
from emulator.realm import upstreams
from emulator.realm.views import IdentityProvider
from emulator.state.records import Expiring
from emulator.tokens import verify

_TYPE = "upstream"
_LIFESPAN = 300


def is_played(context: Context, alias: str) -> bool:
    """Whether the emulator plays the provider."""
    return bool(upstreams.personas(context.tables.document, alias))


def url(context: Context, alias: str) -> str:
    """Where a browser logs in at a provider that the emulator plays."""
    return f"{context.issuer}/upstreams/{quote(alias, safe='')}/authorize"


def at_home(asked: Asked) -> Asked:
    """The question with the provider's addresses here."""
    config = {**asked.provider.config, "authorizationUrl": url(asked.context, asked.provider.alias)}
    return replace(asked, provider=IdentityProvider({**asked.provider.document, "config": config}))


def authorization_url(asked: Asked, member: BrokerProvider) -> str:
    """The authorization request that the provider would get, sent to the one that the emulator plays; raises BrokerError."""
    query = member.authorization_url(at_home(asked)).partition("?")[2]
    return f"{url(asked.context, asked.provider.alias)}?{query}"


def code(context: Context, alias: str, claims: Mapping[str, Any], nonce: str) -> str:
    """A code that stands for somebody."""
    known = {"typ": _TYPE, "alias": alias, "claims": dict(claims), "nonce": nonce, "jti": context.ids.uuid()}
    return jws.sign(context.keys.active("HS512"), {**known, "exp": context.clock.seconds() + _LIFESPAN})


def answer(asked: Asked, member: BrokerProvider) -> Answer:
    """What the provider answers in exchange for the code; raises BrokerError for one that it has not given, or has given tokens for."""
    context, provider = asked.context, asked.provider
    try:
        code = verify.signed(context, asked.code)
    except verify.NotValid as error:
        raise BrokerError(f"the code is not the provider's: {error}") from error
    now, key = context.clock.seconds(), f"{_TYPE} {code.text('jti')}"
    if code.text("typ") != _TYPE or code.text("alias") != provider.alias or code.claims.get("exp", 0) <= now:
        raise BrokerError("the code is of another provider, or has expired")
    if key in context.tables.single_use:
        raise BrokerError("the code was used before")
    context.tables.single_use.put(key, Expiring(key, code.claims["exp"]))
    claims = code.claims["claims"]
    signer = context.keys.active("RS256")
    identity = {
        **claims, "iss": _issuer(asked), "aud": provider.text("clientId"), "iat": now, "exp": now + _LIFESPAN, "nonce": code.text("nonce"),
    }  # fmt: skip
    tokens = {
        "access_token": jws.sign(signer, identity), "token_type": "Bearer", "expires_in": _LIFESPAN, "id_token": jws.sign(signer, identity)
    }  # fmt: skip
    return Answer(tokens, member.profile(claims), public.from_jwks(context.keys.jwks()))


def owner(asked: Asked, text: str) -> Mapping[str, Any]:
    """The claims of whom an access token of the provider was issued for; raises BrokerError for one that is not the provider's."""
    try:
        found = verify.signed(asked.context, text)
    except verify.NotValid as error:
        raise BrokerError(f"the token is not the provider's: {error}") from error
    expires = found.claims.get("exp")
    if found.claims.get("iss") != _issuer(asked) or not isinstance(expires, int) or expires <= asked.context.clock.seconds():
        raise BrokerError("the token is of another provider, or has expired")
    return found.claims


def _issuer(asked: Asked) -> str:
    return asked.provider.text("issuer").partition(",")[0].strip() or url(asked.context, asked.provider.alias)


def choose(context: Context, alias: str, choice: Mapping[str, Any]) -> None:
    """Decides the next login at the provider: its ``claims``, or its ``error``."""
    key = _choice(alias)
    context.tables.single_use.put(key, Expiring(key, context.clock.seconds() + 86_400, dict(choice)))


def chosen(context: Context, alias: str) -> Mapping[str, Any] | None:
    """What was decided, for one login; None where nothing was."""
    row = context.tables.single_use.get(_choice(alias))
    if row is None:
        return None
    context.tables.single_use.delete(row.id)
    return row.value if isinstance(row.value, dict) and row.expires > context.clock.seconds() else None


def _choice(alias: str) -> str:
    return f"{_TYPE} choice {alias}"
