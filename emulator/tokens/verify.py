"""Is this token one of ours, and does it still hold? Shared by userinfo, introspection, revocation, exchange and the Admin API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.keys import jws, typed
from emulator.realm.api_tokens import are_enabled
from emulator.tokens import opaque, shape

if TYPE_CHECKING:
    from emulator.state.records import ApiToken


OF_API_TOKEN = "at"
"""In the place of the grant in a ``jti``: the token was exchanged for an API token."""


class NotValid(ValueError):
    """A token that is not accepted; the message says why, for the log. ``said`` is the reason in Keycloak's events."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(why)
        self.said = said


@dataclass(frozen=True, slots=True)
class Verified:
    """A token whose signature, issuer and times hold. ``opaque`` tells that it is not a JWT.

    ``api_token`` is the API token that it is, or that it was exchanged for; ``exchanged`` tells the latter.
    """

    claims: Mapping[str, Any]
    opaque: bool = False
    api_token: ApiToken | None = None
    exchanged: bool = False

    @property
    def permanent(self) -> ApiToken | None:
        """The API token that it is itself."""
        return None if self.exchanged else self.api_token

    def text(self, name: str) -> str:
        """A claim that is a text; empty when it is absent or something else."""
        found = self.claims.get(name)
        return found if isinstance(found, str) else ""

    @property
    def issued_at(self) -> int:
        """``iat`` in epoch seconds."""
        found = self.claims.get("iat")
        return found if isinstance(found, int) else 0

    @property
    def audience(self) -> list[str]:
        """``aud`` as a list."""
        found = self.claims.get("aud")
        return [found] if isinstance(found, str) else [a for a in found if isinstance(a, str)] if isinstance(found, list) else []

    @property
    def scope(self) -> list[str]:
        """``scope`` as a list."""
        return self.text("scope").split()

    @property
    def offline(self) -> bool:
        """Whether the token belongs to an offline session."""
        return self.text("typ") == "Offline" or self._letters[:2] in ("of", "ft")

    @property
    def tells_its_session(self) -> bool:
        """Whether it says of what kind its session is."""
        return bool(self._letters)

    @property
    def apart(self) -> bool:
        """Whether the token is of a session that its client need not be in."""
        return self._letters[:1] in ("n", "f")

    @property
    def light(self) -> bool:
        """Whether it is a lightweight access token."""
        return self._letters[2:4] == "lt"

    @property
    def _letters(self) -> str:
        """What stands before the colon of an access token's ``jti``: session, form and grant, two letters each. Empty in other tokens."""
        letters, colon, _ = self.text("jti").partition(":")
        return letters if colon else ""

    @property
    def transient(self) -> bool:
        """Whether the token was issued without a session that is kept."""
        return "sid" not in self.claims


class Revoked(NotValid):
    """A token that holds but for having been revoked."""

    def __init__(self, token: Verified) -> None:
        super().__init__("the token was revoked")
        self.token = token


def signed(context: Context, token: str) -> Verified:
    """A JWT signed by the realm, its times unchecked; raises NotValid. A signature is checked once while the realm's keys stay."""
    keys = context.keys
    known = keys.verified(token)
    if known is not None:
        return Verified(known)
    try:
        decoded = typed.with_header(jws.decode(token))
    except jws.InvalidToken as error:
        raise NotValid(str(error), _UNREADABLE) from error
    known_algorithm = decoded.algorithm in ALGORITHMS
    key = keys.find(decoded.kid, decoded.algorithm) if known_algorithm else None
    if key is None:
        said = "Key not found" if known_algorithm else _of_algorithm(decoded.algorithm)
        raise NotValid(f"the realm has no {decoded.algorithm or 'such'} key '{decoded.kid}'", said)
    if not jws.verify(decoded, key):
        raise NotValid("the signature does not fit", _FORGED)
    keys.remember(token, decoded.claims)
    return Verified(decoded.claims)


_UNREADABLE = "Failed to parse JWT"
_FORGED = "org.keycloak.exceptions.TokenSignatureInvalidException: Invalid token signature"


def _of_algorithm(algorithm: str) -> str:
    """What events say of an algorithm that no token of a realm has."""
    if not algorithm:
        return "Missing token algorithm"
    return "Unsupported token algorithm: none" if algorithm == "none" else _UNREADABLE


ALGORITHMS = frozenset({f"{family}{size}" for family in ("RS", "PS", "ES", "HS") for size in (256, 384, 512)} | {"EdDSA"})


def check(context: Context, token: Verified, *, issuer: bool = True) -> None:
    """Issuer, ``exp``, ``nbf`` and not-before policies; raises NotValid. A token is good in the second that ``exp`` names, as observed."""
    now = context.clock.seconds()
    if issuer and token.claims.get("iss") != context.issuer:
        raise NotValid(
            f"issued by '{token.claims.get('iss')}', not by '{context.issuer}'", f"Invalid token issuer. Expected '{context.issuer}'"
        )
    expires = token.claims.get("exp")
    if isinstance(expires, int | float) and expires and expires < now:
        raise NotValid(f"expired {int(now - expires)} s ago", "Token is not active")
    not_before = token.claims.get("nbf")
    if isinstance(not_before, int | float) and not_before > now:
        raise NotValid(f"not valid for another {int(not_before - now)} s", "Token is not active")


def is_stale(context: Context, token: Verified) -> bool:
    """Whether a not-before policy of the realm, the client or the user revokes the token."""
    # Logging a user out sets the user's policy, and ends sessions; API tokens have none.
    user = context.tables.user(token.text("sub")) if token.permanent is None else None
    return is_stale_for_all(context, token) or (user is not None and token.issued_at < user.not_before)


def is_stale_for_all(context: Context, token: Verified) -> bool:
    """Whether a not-before policy of the realm or the client revokes the token, whosever it is."""
    client = context.tables.client(token.text("azp"))
    return token.issued_at < max(context.realm.not_before, client.not_before if client else 0)


def access_token(context: Context, text: str, *, revoked_too: bool = False, expired_too: bool = False) -> Verified:
    """A JWT, an opaque or an API token that holds, its kind and session unchecked; raises NotValid.

    ``revoked_too`` takes revoked ones, ``expired_too`` also those of another issuer or time.
    """
    record = opaque.find(context, text)
    if record is not None:
        verified = Verified(record.claims, opaque=True)
    else:
        api_token = _api_token(context, text) if are_enabled(context.realm) else None
        if api_token is not None:
            return api_token
        verified = signed(context, text)
        misfit = shape.misfit(verified.claims)
        if misfit:
            raise NotValid(f"its claim '{misfit}' is not of the type that it has to be")
        if not expired_too:
            check(context, verified)
    if verified.text("jti")[4:6] == OF_API_TOKEN:
        verified = _exchanged(context, verified)
    if not revoked_too and is_revoked(context, verified):
        raise Revoked(verified)
    return verified


def is_revoked(context: Context, token: Verified) -> bool:
    """Whether the token was revoked by itself (RFC 7009)."""
    return token.text("jti") in context.tables.revoked


def _api_token(context: Context, text: str) -> Verified | None:
    """The API token that a text is, which counts as a use of it; None for a text of another form."""
    from emulator.tokens.api_tokens import claims as api_tokens

    try:
        token = api_tokens.find(context, text)
        if token is None:
            return None
        verified = Verified(api_tokens.claims(context, token), opaque=True, api_token=token)
    except api_tokens.Refused as error:
        raise NotValid(str(error)) from error
    api_tokens.used(context, token)
    return verified


def _exchanged(context: Context, token: Verified) -> Verified:
    """A token that was exchanged for an API token ends with it, also where the realm has none any more."""
    from emulator.tokens.api_tokens import claims as api_tokens

    try:
        return replace(token, api_token=api_tokens.behind(context, token.claims.get(api_tokens.CLAIM)), exchanged=True)
    except api_tokens.Refused as error:
        raise NotValid(str(error)) from error
