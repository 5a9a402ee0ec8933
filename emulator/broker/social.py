"""Providers that are OAuth 2.0 with a profile of their own: social ones, and any other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from emulator.broker import openid, openid_requests, outgoing
from emulator.broker.asked import Answer, Asked, KeysAt
from emulator.broker.identity import BrokeredIdentity, BrokerError, member, texts
from emulator.broker.providers import BrokerProvider
from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.keys.jws import Jws
from emulator.keys.public import PublicKey
from emulator.realm.views import IdentityProvider

_IN_A_FORM = re.compile(r"access_token=([^&]+)")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a provider is; ``emails`` is asked where a profile has none."""

    authorization: str
    token: str
    profile: str
    emails: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of a profile, as paths with dots: of several the first that is there counts; a ``name`` stands for first and last.

    ``linked`` tells of a user's name that is the last part of an address.
    """

    id: str
    username: tuple[str, ...]
    email: tuple[str, ...] = ("email",)
    first: str = ""
    last: str = ""
    name: str = ""
    linked: bool = False


def provider(
    kind: str,
    addresses: Addresses | Callable[[IdentityProvider], Addresses],
    scope: str,
    fields: Fields | Callable[[IdentityProvider], Fields],
    *,
    nonce: bool = False,
    extra: Callable[[IdentityProvider], dict[str, str]] | None = None,
    profile_at: Callable[[str, str], str] | None = None,
) -> BrokerProvider:
    """A kind of provider: where it is, what it is asked for and how its profile is read.

    ``nonce`` tells of OpenID Connect; ``extra`` are parameters of this kind alone; ``profile_at`` asks a URL for the profile of an access
    token's owner, in another way than others, in a thread.
    """

    def where(configured: IdentityProvider) -> Addresses:
        return addresses if isinstance(addresses, Addresses) else addresses(configured)

    def read(configured: IdentityProvider) -> Fields:
        return fields if isinstance(fields, Fields) else fields(configured)

    def authorization_url(asked: Asked) -> str:
        """The authorization request; raises BrokerError."""
        url = _request(asked, where(asked.provider).authorization, scope, nonce)
        more = urlencode(extra(asked.provider)) if extra is not None else ""
        return f"{url}&{more}" if more else url

    def exchange(asked: Asked) -> Callable[[], Answer]:
        """Work that exchanges the code and asks for the profile."""
        return _exchange(asked, where(asked.provider), profile_at or _profile_at)

    def identity(asked: Asked, answer: Answer) -> BrokeredIdentity:
        """Whom the profile speaks of; raises BrokerError."""
        return _identity(asked, answer, read(asked.provider))

    def profile(claims: ReadDocument) -> dict[str, Any]:
        """The profile of somebody with these claims."""
        return _profile(claims, fields) if isinstance(fields, Fields) else dict(claims)

    def userinfo_url(configured: IdentityProvider) -> str:
        """Where a profile is."""
        return where(configured).profile

    def described(asked: Asked, claims: ReadDocument, told: ReadDocument) -> BrokeredIdentity:
        """Whom a profile speaks of that no login has brought; raises BrokerError."""
        return _identity(asked, Answer({}, told), read(asked.provider))

    return BrokerProvider(
        kind,
        authorization_url=authorization_url,
        exchange=exchange,
        keys=_no_keys,
        identity=identity,
        logout_url=_no_logout,
        configured_keys=_none_configured,
        verified=_not_verified,
        userinfo_url=userinfo_url,
        described=described,
        profile=profile,
    )


def _request(asked: Asked, url: str, scope: str, nonce: bool) -> str:
    """The authorization request, as observed; only OpenID Connect has a nonce, a ``max_age``, and ``openid`` in any scope."""
    configured = asked.provider.text("defaultScope") or scope
    if nonce:
        return openid_requests.request(asked, url, openid_requests.scope(configured))
    parameters = {name: value for name, value in asked.parameters.items() if name != "max_age"}
    return openid_requests.request(replace(asked, nonce="", parameters=parameters), url, configured)


def _exchange(asked: Asked, addresses: Addresses, profile_at: Callable[[str, str], str]) -> Callable[[], Answer]:
    configured = asked.provider
    text = openid_requests.exchanged(asked, addresses.token)

    def work() -> Answer:
        if not addresses.token:
            raise BrokerError(f"provider '{configured.alias}' of the kind '{configured.provider}' has no address where tokens are")
        tokens = _tokens(text(), addresses.token)
        token = str(tokens.get("access_token") or "")
        if not token:
            raise BrokerError(f"{addresses.token} answered no access token")
        profile = outgoing.document(profile_at(addresses.profile, token), addresses.profile)
        if addresses.emails and not profile.get("email"):
            profile["email"] = _primary(_profile_at(addresses.emails, token))
        return Answer(tokens, profile)

    return work


def _tokens(text: str, url: str) -> dict[str, Any]:
    """A token response in JSON, or in a form where the access token alone counts; raises BrokerError."""
    if text.startswith("{"):
        return outgoing.document(text, url)
    token = _IN_A_FORM.search(text)
    return {"access_token": token[1]} if token is not None else {}


def _profile_at(url: str, token: str) -> str:
    return outgoing.get(url, {"Authorization": f"Bearer {token}"})


def _primary(text: str) -> str | None:
    """The primary address of a list of addresses; None without one, or where there is no such list."""
    try:
        listed = json.loads(text)
    except ValueError:
        return None
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return next((str(row["email"]) for row in rows if row.get("primary") and row.get("email")), None)


def _identity(asked: Asked, answer: Answer, fields: Fields) -> BrokeredIdentity:
    if answer.tokens.get("error"):
        raise BrokerError(f"the token endpoint answered {answer.tokens['error']}: {answer.tokens.get('error_description', '')}")
    profile = answer.userinfo
    identifier, email = _text(profile, fields.id), _first(profile, fields.email)
    if not identifier:
        raise BrokerError(f"the profile has no '{fields.id}'")
    username = _first(profile, fields.username)
    if fields.linked:
        username = _last_part(username)
    first, last = _text(profile, fields.first), _text(profile, fields.last)
    if not (first or last):
        *before, after = _text(profile, fields.name).strip().rsplit(" ", 1)
        first, last = (before[0], after) if before else (after, "")
    return BrokeredIdentity(
        alias=asked.provider.alias,
        id=identifier,
        username=username.lower() or f"{asked.provider.alias}.{identifier}",
        broker_username=username,
        email=email,
        first_name=first,
        last_name=last,
        claims=profile,
        token=openid.stored(asked, answer) if asked.provider.store_token and answer.tokens else "",
        access_token=str(answer.tokens.get("access_token") or ""),
    )


def _profile(claims: ReadDocument, fields: Fields) -> dict[str, Any]:
    """A profile of somebody with these claims of OpenID Connect, which may have more members of the provider's own."""
    told: dict[str, Any] = {}
    username, email = fields.username[0], next(iter(fields.email), "")
    for path, name in (
        (fields.id, "sub"), ("" if username == email else username, "preferred_username"), (email, "email"), (fields.first, "given_name"),
        (fields.last, "family_name"), (fields.name, "name"),
    ):  # fmt: skip
        if path and name in claims:
            _put(told, path.split("."), claims[name])
    return {**claims, **told}


def _put(document: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        document = document.setdefault(name, {})
    document.setdefault(path[-1], value)


def _last_part(text: str) -> str:
    """The last part of an address; any other text as it is."""
    return text.rstrip("/").rpartition("/")[2] if text.startswith(("http://", "https://")) else text


def _first(profile: ReadDocument, paths: Sequence[str]) -> str:
    return next((text for path in paths if (text := _text(profile, path))), "")


def _text(profile: ReadDocument, path: str) -> str:
    value = member(profile, path)
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict | list) else "".join(texts(value))


def _no_keys(asked: Asked, answer: Answer, at: KeysAt) -> Sequence[PublicKey]:
    """None: what counts came over a connection to the provider itself."""
    return ()


def _none_configured(configured: IdentityProvider, kid: str | None) -> Sequence[PublicKey]:
    """None: such providers have no setting for keys."""
    return ()


def _no_logout(configured: IdentityProvider, id_token: str, state: str, redirect_uri: str) -> str:
    """Empty: a logout does not go on there."""
    return ""


def _not_verified(asked: Asked, token: str, answer: Answer) -> Jws:
    """Raises BrokerError: no such provider ends sessions here."""
    raise BrokerError("the provider sends no logout tokens")
