"""Tokens of identity providers that no login has brought: whom they speak of, by userinfo or by their signature. As observed."""

from __future__ import annotations

from typing import Any

from emulator.broker import outgoing, upstream
from emulator.broker.asked import Asked
from emulator.broker.identity import BrokeredIdentity, BrokerError
from emulator.broker.openid import check
from emulator.broker.providers import BROKER_PROVIDERS, BrokerProvider
from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.core.json_text import read_json
from emulator.keys import jws
from emulator.protocol import provider_assertions
from emulator.realm.views import IdentityProvider
from emulator.web.call import Call

_TYPES = "urn:ietf:params:oauth:token-type:"
ACCESS, ID, JWT = (f"{_TYPES}{name}" for name in ("access_token", "id_token", "jwt"))

_TYPES_OF_TOKENS = ("ID", "Bearer", "at+jwt", "application/at+jwt")
"""What a provider's token may say in ``typ``, which is a claim of Keycloak's own."""


def takes(provider: IdentityProvider) -> bool:
    """Whether tokens of a provider of this kind can be looked at."""
    member = BROKER_PROVIDERS.get(provider.provider)
    return member is not None and member.tokens_taken


def identity(call: Call, provider: IdentityProvider, text: str, kind: str | None) -> BrokeredIdentity:
    """Whom a token of this type speaks of; raises OAuthError."""
    member = BROKER_PROVIDERS.get(provider.provider)
    if member is None:
        raise LookupError(f"there is no provider '{provider.provider}'")
    signed = kind in (ID, JWT) and member.speaks_openid
    if not signed and kind not in (None, ACCESS):
        events.note(call.context, reason="subject_token_type invalid")
        raise OAuthError("invalid_token", "invalid token type", reason=f"the type is '{str(kind)[:80]}'", event="invalid_token_type")
    asked = Asked(call.context, provider, "")
    if signed and provider.flag("validateSignature"):
        events.note(call.context, validation_method="signature")
        claims = _verified(call, asked, text)
        profile = _profile(call, member, asked, text) if kind == JWT and member.userinfo_url(provider) else {}
    else:
        events.note(call.context, validation_method="user info")
        claims, profile = {}, _profile(call, member, asked, text)
    try:
        return member.described(asked, claims, profile)
    except BrokerError as error:
        raise _invalid(call, "user info call failure", str(error)) from error


def _verified(call: Call, asked: Asked, text: str) -> dict[str, Any]:
    """The claims of a token that the provider has signed, for whomever it was meant."""
    try:
        token = jws.decode(text)
        check(asked, token.claims, audience=False)
    except (jws.InvalidToken, BrokerError) as error:
        raise _invalid(call, "token validation failure", str(error)) from error
    if not provider_assertions.is_signed(call, asked.provider, token):
        raise _invalid(call, "token validation failure", f"the signature fits none of the keys of '{asked.provider.alias}'")
    if not asked.provider.flag("disableTypeClaimCheck") and token.claims.get("typ") not in _TYPES_OF_TOKENS:
        events.drop(call.context)
        raise OAuthError("invalid_token", "token type not supported", reason=f"its typ is '{token.claims.get('typ')}'")
    return dict(token.claims)


def _profile(call: Call, member: BrokerProvider, asked: Asked, text: str) -> dict[str, Any]:
    """What the provider's userinfo says of the owner of a token."""
    if upstream.is_played(call.context, asked.provider.alias):
        try:
            return member.profile(upstream.owner(asked, text))
        except BrokerError as error:
            raise _invalid(call, "user info call failure", str(error)) from error
    url = member.userinfo_url(asked.provider)
    if not url:
        raise _invalid(call, "user info service disabled", f"provider '{asked.provider.alias}' has no userinfo")
    headers = {"Authorization": f"Bearer {text}"}
    try:
        answer = call.answers.ask(("userinfo", url, text), lambda: outgoing.get(url, headers), own_thread=True)
        profile = read_json(answer)
    except (BrokerError, ValueError) as error:
        raise _invalid(call, "user info call failure", str(error)) from error
    if not isinstance(profile, dict):
        raise _invalid(call, "user info call failure", "it is no JSON object")
    return profile


def _invalid(call: Call, told: str, reason: str) -> OAuthError:
    events.note(call.context, reason=told)
    return OAuthError("invalid_token", "invalid token", reason=reason, event="invalid_token")
