"""Initial access tokens and registration access tokens (RFC 7591 section 3, RFC 7592 section 2): JWTs for the realm itself, as observed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.context import Context
from emulator.keys import jws
from emulator.state.records import InitialAccess

INITIAL_ACCESS = "InitialAccessToken"
REGISTRATION_ACCESS = "RegistrationAccessToken"
ANONYMOUS = "anonymous"
AUTHENTICATED = "authenticated"
ALLOWED_ORIGINS = "allowed-origins"
REGISTRATION_AUTH = "registration_auth"
_ALGORITHM = "HS512"


def initial_access(context: Context, row: InitialAccess, origins: Iterable[str] | None) -> str:
    """The token that stands for a row of initial access; pages of ``origins`` may use it."""
    ends = row.timestamp + row.expiration if row.expiration else 0
    return _signed(context, _claims(context, INITIAL_ACCESS, row.id, ends), origins)


def new_registration_access(context: Context, client_id: str, auth: str, origins: Iterable[str] | None = None) -> str:
    """A new token for the client with this internal id; those before it are of no use any more.

    ``auth`` says whether the client was registered anonymously, and so by which policies it is changed.
    """
    identifier = context.ids.uuid()
    context.tables.registration_tokens.put(client_id, identifier)
    claims = {**_claims(context, REGISTRATION_ACCESS, identifier, 0), REGISTRATION_AUTH: auth}
    return _signed(context, claims, origins)


def kept(context: Context, text: str, claims: dict[str, Any]) -> str:
    """The same registration access token; signed once more where the realm signs with another key by now."""
    key = context.keys.active(_ALGORITHM)
    if jws.decode(text).kid == key.kid:
        return text
    now = {"iat": context.clock.seconds(), **{name: claims.get(name) for name in ("jti", "iss")}}
    return jws.sign(key, {**now, "aud": claims.get("iss"), "typ": REGISTRATION_ACCESS, REGISTRATION_AUTH: claims.get(REGISTRATION_AUTH)})


def _claims(context: Context, kind: str, identifier: str, ends: int) -> dict[str, Any]:
    issuer = context.issuer
    return {"exp": ends, "iat": context.clock.seconds(), "jti": identifier, "iss": issuer, "aud": issuer, "typ": kind}


def _signed(context: Context, claims: dict[str, Any], origins: Iterable[str] | None) -> str:
    if origins is not None:
        claims[ALLOWED_ORIGINS] = list(dict.fromkeys(origins))
    return jws.sign(context.keys.active(_ALGORITHM), claims)
