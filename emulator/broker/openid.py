"""OpenID Connect as a client of another provider: what its tokens and its userinfo say, and whether they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.broker import essential_claim, outgoing
from emulator.broker.asked import Answer, Asked, KeysAt
from emulator.broker.identity import BrokeredIdentity, BrokerError
from emulator.core.errors import OAuthError
from emulator.core.json_text import read_json
from emulator.keys import jws, public
from emulator.realm.views import IdentityProvider


def userinfo(asked: Asked, answer: Answer) -> Callable[[], Mapping[str, Any]] | None:
    """Work that asks for userinfo, None where it is not to be asked; raises BrokerError for tokens that do not hold."""
    _verified_claims(asked, answer)
    url, token = userinfo_url(asked.provider), _access_token(answer)

    def work() -> Mapping[str, Any]:
        text = outgoing.get(url, {"Authorization": f"Bearer {token}"})
        if text.count(".") == 2 and not text.lstrip().startswith("{"):
            return _decoded(text.strip(), "the userinfo").claims
        return outgoing.document(text, url)

    return work if url else None


def userinfo_url(provider: IdentityProvider) -> str:
    """Where the provider's userinfo is; empty where it is not to be asked."""
    return "" if provider.flag("disableUserInfo") else provider.text("userInfoUrl")


def keys(asked: Asked, answer: Answer, at: KeysAt) -> Sequence[public.PublicKey]:
    """The keys that the provider's tokens are verified with, none where its signatures are not checked; raises BrokerError."""
    provider, token = asked.provider, _id_token(answer)
    if not provider.flag("validateSignature"):
        return ()
    if provider.flag("useJwksUrl"):
        return at(provider.text("jwksUrl"), _decoded(token, "the ID token").kid)
    return configured_keys(provider, _decoded(token, "the ID token").kid)


def configured_keys(provider: IdentityProvider, kid: str | None) -> list[public.PublicKey]:
    """The key in the configuration, in PEM or as a key set, for a token that names its key; raises BrokerError for one that cannot be read.

    A key that the configuration gives a name is for tokens of that name or of none; one without is for all.
    """
    name = provider.text("publicKeySignatureVerifierKeyId")
    return _configured(provider) if not name or kid in (None, name) else []


def _configured(provider: IdentityProvider) -> list[public.PublicKey]:
    text = provider.text("publicKeySignatureVerifier")
    try:
        if text.lstrip().startswith("{"):
            return list(public.from_jwks(read_json(text)))
        return [public.from_public_key(text)] if text else []
    except ValueError as error:
        raise BrokerError(f"the provider's public key cannot be read: {error}") from error


def _id_token(answer: Answer) -> str:
    """The ID token of a token response that has all it needs; raises BrokerError."""
    if answer.tokens.get("error"):
        raise BrokerError(f"the token endpoint answered {answer.tokens['error']}: {answer.tokens.get('error_description', '')}")
    if answer.tokens.get("access_token") is None:
        raise BrokerError("the token endpoint answered no access token")
    token = answer.tokens.get("id_token")
    if not isinstance(token, str):
        raise BrokerError("the token endpoint answered no ID token")
    return token


def _verified_claims(asked: Asked, answer: Answer) -> Mapping[str, Any]:
    claims = verified(asked, _id_token(answer), answer).claims
    if not claims.get("sub"):
        raise BrokerError("the ID token has no subject")
    return claims


def identity(asked: Asked, answer: Answer) -> BrokeredIdentity:
    """Who the provider's ID token and userinfo speak of; raises BrokerError for tokens that do not hold, OAuthError for another nonce."""
    claims, userinfo = _verified_claims(asked, answer), answer.userinfo
    if userinfo and userinfo.get("sub") != claims.get("sub"):
        raise BrokerError(f"the userinfo is of '{userinfo.get('sub')}', the ID token of '{claims.get('sub')}'")
    essential_claim.check(asked.provider, claims)
    if asked.nonce and claims.get("nonce") != asked.nonce:
        if isinstance(claims.get("nonce"), str):
            raise OAuthError("invalid_token", "invalid nonce", reason="the ID token has not the nonce of the request")
        raise BrokerError("the ID token has no nonce")
    return _identity(asked, claims, userinfo, _id_token(answer), answer)


def verified(asked: Asked, token: str, answer: Answer) -> jws.Jws:
    """An ID token whose signature, issuer, audience and times hold; raises BrokerError."""
    provider, decoded = asked.provider, _decoded(token, "the ID token")
    if provider.flag("validateSignature"):
        fitting = [key for key in answer.keys if decoded.kid is None or key.kid in (None, decoded.kid)]
        # As observed, for a token that names no key only the first of its algorithm is tried.
        signer = next((key for key in fitting if key.fits(decoded.algorithm) and key.algorithm in (None, decoded.algorithm)), None)
        if signer is None or not signer.verify(decoded):
            raise BrokerError(f"the signature of the ID token fits none of the provider's {len(answer.keys)} keys")
    check(asked, decoded.claims)
    return decoded


def check(asked: Asked, claims: Mapping[str, Any], *, audience: bool = True) -> None:
    """Issuer, audience (if that counts) and times of one of the provider's tokens; raises BrokerError."""
    provider, now = asked.provider, asked.context.clock.seconds()
    skew = int(provider.text("allowedClockSkew") or 0) if provider.text("allowedClockSkew").isdigit() else 0
    issuers = [issuer.strip() for issuer in provider.text("issuer").split(",") if issuer.strip()]
    if issuers and claims.get("iss") not in issuers:
        raise BrokerError(f"the token's issuer is '{claims.get('iss')}', the provider's '{provider.text('issuer')}'")
    meant = claims.get("aud")
    if audience and provider.text("clientId") not in (meant if isinstance(meant, list) else [meant]):
        raise BrokerError(f"the token is for '{meant}', not for '{provider.text('clientId')}'")
    party = claims.get("azp")
    if audience and party is not None and party != provider.text("clientId"):
        raise BrokerError(f"the token was issued for '{party}', not for '{provider.text('clientId')}'")
    expires, before = claims.get("exp"), claims.get("nbf")
    if isinstance(expires, int | float) and expires + skew <= now:
        raise BrokerError(f"the token expired {int(now - expires)} s ago")
    if isinstance(before, int | float) and before - skew > now:
        raise BrokerError(f"the token is not valid for another {int(before - now)} s")


def stored(asked: Asked, answer: Answer) -> str:
    """The token response, with the time at which its access token expires, in epoch seconds."""
    expires = _expiry(asked, answer)
    more = {"accessTokenExpiration": expires} if expires else {}
    return json.dumps({**answer.tokens, **more}, separators=(",", ":"))


def _expiry(asked: Asked, answer: Answer) -> int:
    """When the provider's access token expires, in epoch seconds; 0 where it does not say."""
    lasts = answer.tokens.get("expires_in")
    return asked.context.clock.seconds() + int(lasts) if isinstance(lasts, int | float) and lasts > 0 else 0


def described(asked: Asked, claims: Mapping[str, Any], profile: Mapping[str, Any]) -> BrokeredIdentity:
    """Whom claims and userinfo speak of that no login has brought; raises BrokerError where they name nobody."""
    merged = {**claims, **profile}
    if not _text(merged, "sub"):
        raise BrokerError("neither token nor userinfo has a subject")
    return _identity(asked, merged, {}, "", Answer())


def _identity(asked: Asked, claims: Mapping[str, Any], userinfo: Mapping[str, Any], token: str, answer: Answer) -> BrokeredIdentity:
    provider = asked.provider
    merged = {**claims, **userinfo}
    subject, email = _text(claims, "sub"), _text(merged, "email")
    username = _text(merged, "preferred_username") or email or subject
    first, last = _text(merged, "given_name"), _text(merged, "family_name")
    if not (first or last):
        first, _, last = _text(merged, "name").rpartition(" ")
    access = _access_token(answer)
    return BrokeredIdentity(
        alias=provider.alias,
        id=subject,
        username=username,
        broker_username=username,
        email=email,
        first_name=first,
        last_name=last,
        claims=merged,
        access_claims=claims_of(access) if provider.flag("isAccessTokenJWT") else {},
        session=_text(claims, "sid") or _text(answer.tokens, "session_state"),
        id_token=token,
        token=stored(asked, answer) if provider.store_token and answer.tokens else "",
        access_token=access,
        expires=_expiry(asked, answer),
    )


def _access_token(answer: Answer) -> str:
    """The access token as Keycloak reads it: any plain value of JSON is a text."""
    token = answer.tokens.get("access_token")
    return str(token) if isinstance(token, str | int | float) else ""


def _decoded(token: str, what: str) -> jws.Jws:
    try:
        return jws.decode(token)
    except jws.InvalidToken as error:
        raise BrokerError(f"{what} is no JWT: {error}") from error


def claims_of(token: str) -> Mapping[str, Any]:
    """A JWT's claims, not verified; none of a text that is no JWT."""
    try:
        return jws.decode(token).claims
    except jws.InvalidToken:
        return {}


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""
