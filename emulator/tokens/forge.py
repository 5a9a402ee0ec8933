"""Tokens at will: a realm's own for anybody, with other claims where a test wants them, and deliberately wrong ones by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.keys import forged, jws
from emulator.keys.jws import Unsigned
from emulator.keys.key import Key
from emulator.tokens import plan
from emulator.tokens.decision import Decision, TokenSet
from emulator.tokens.issue import issue


@dataclass(slots=True)
class Changes:
    """What a token says beside what its realm says of it.

    ``claims`` replace those of the token (None removes one), ``roles`` its realm roles, or ``client:role`` for those of a client,
    ``groups`` its groups, ``audience`` its ``aud``; ``lifespan`` in seconds may be negative: the token has expired then.
    """

    claims: Mapping[str, Any] = field(default_factory=dict)
    roles: Sequence[str] | None = None
    groups: Sequence[str] | None = None
    audience: str | Sequence[str] | None = None
    lifespan: int | None = None

    def apply(self, claims: dict[str, Any]) -> dict[str, Any]:
        """The claims with the changes."""
        changed = dict(claims)
        if self.roles is not None:
            changed |= _roles(self.roles)
            changed = {k: v for k, v in changed.items() if k not in ("realm_access", "resource_access") or v}
        if self.groups is not None:
            changed["groups"] = list(self.groups)
        if self.audience is not None:
            changed["aud"] = self.audience if isinstance(self.audience, str) else list(self.audience)
        if self.lifespan is not None:
            changed["exp"] = changed["iat"] + self.lifespan
        changed |= self.claims
        return {name: value for name, value in changed.items() if value is not None}


def mint(context: Context, plans: plan.Plans, decision: Decision, changes: Changes) -> TokenSet:
    """The tokens of a decision, issued as for any grant, with changes to the access token and the ID token.

    Raises ValueError for changes to an opaque access token, which has no claims.
    """
    tokens = issue(context, plans, decision)
    if changes == Changes():
        return tokens
    if not isinstance(tokens.access, Unsigned):
        raise ValueError(f"the client '{decision.client.client_id}' gets opaque access tokens, which have no claims to change")
    tokens.access.claims = changes.apply(tokens.access.claims)
    if tokens.identity is not None:
        tokens.identity.claims = replace(changes, audience=None).apply(tokens.identity.claims)
    if changes.lifespan is not None:
        tokens.body["expires_in"] = changes.lifespan
    return tokens


def sign(context: Context, claims: Mapping[str, Any], algorithm: str = "", typ: str = "JWT") -> str:
    """Any claims at all, signed by the realm's active key of this algorithm, by default the realm's."""
    key = context.keys.active(algorithm or context.realm.default_signature_algorithm)
    return jws.sign(key, claims, typ)


@dataclass(frozen=True, slots=True)
class _Good:
    """A good token taken apart, and the realm that it is of; ``other`` is another realm of the server, if there is one."""

    context: Context
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    key: Key
    text: str
    other: Context | None

    def signed(self, **claims: Any) -> str:
        """With other claims, signed by the right key; None removes a claim."""
        return forged.compact(self.header, {k: v for k, v in {**self.claims, **claims}.items() if v is not None}, self.key)


def _expired(good: _Good) -> str:
    now = good.context.clock.seconds()
    return good.signed(iat=now - 7200, exp=now - 3600)


def _not_yet_valid(good: _Good) -> str:
    now = good.context.clock.seconds()
    return good.signed(iat=now, nbf=now + 3600, exp=now + 7200)


def _wrong_key(good: _Good) -> str:
    return forged.compact(good.header, good.claims, forged.foreign(good.context.vault, good.key.algorithm))


def _unknown_kid(good: _Good) -> str:
    key = forged.foreign(good.context.vault, good.key.algorithm)
    return forged.compact({**good.header, "kid": "unknown-" + good.key.kid[:8]}, good.claims, key)


def _bad_signature(good: _Good) -> str:
    head, _, signature = good.text.rpartition(".")
    return f"{head}.{signature[:-8]}{'A' * 8 if signature[-8:] != 'A' * 8 else 'B' * 8}"


def _other_realm(good: _Good) -> str:
    other = good.other
    if other is None:
        return good.signed(iss=good.context.issuer + "-other")
    key = other.keys.active(other.realm.default_signature_algorithm)
    header = {**good.header, "alg": key.algorithm, "kid": key.kid}
    return forged.compact(header, {**good.claims, "iss": other.issuer}, key)


_WRONG: Mapping[str, Callable[[_Good], str]] = {
    "expired": _expired,
    "not_yet_valid": _not_yet_valid,
    "wrong_issuer": lambda good: good.signed(iss="https://evil.example.org/realms/" + good.context.realm.name),
    "wrong_audience": lambda good: good.signed(aud="somebody-else", azp="somebody-else"),
    "wrong_key": _wrong_key,
    "unknown_kid": _unknown_kid,
    "alg_none": lambda good: forged.compact({**good.header, "alg": "none"}, good.claims, None),
    "hs256_public_key": lambda good: forged.compact({**good.header, "alg": "HS256"}, good.claims, forged.secret_of_public(good.key)),
    "bad_signature": _bad_signature,
    "truncated": lambda good: good.text[: len(good.text) * 2 // 3],
    "other_realm": _other_realm,
    "without_exp": lambda good: good.signed(exp=None),
    "without_sub": lambda good: good.signed(sub=None),
}
WRONG = tuple(_WRONG)
"""Names of the deliberately wrong tokens that whoever verifies a JWT must refuse."""


def wrong(context: Context, token: str, name: str, other: Context | None = None) -> str:
    """A good token made wrong in the way of this name, or ``without_`` any claim; raises ValueError where that cannot be."""
    make = _WRONG.get(name)
    if make is None and not name.startswith("without_"):
        raise ValueError(f"a wrong token is one of {', '.join(WRONG)}, not '{name}'")
    try:
        decoded = jws.decode(token)
    except jws.InvalidToken as error:
        raise ValueError(f"only a JWT can be made wrong: {error}") from error
    key = context.keys.find(decoded.kid, decoded.algorithm)
    if key is None:
        raise ValueError(f"the token was not signed by a key of the realm '{context.realm.name}'")
    good = _Good(context, decoded.header, decoded.claims, key, token, other)
    return make(good) if make is not None else good.signed(**{name.removeprefix("without_"): None})


def _roles(names: Sequence[str]) -> dict[str, Any]:
    realm = [name for name in names if ":" not in name]
    clients: dict[str, dict[str, list[str]]] = {}
    for name in names:
        client, colon, role = name.partition(":")
        if colon:
            clients.setdefault(client, {"roles": []})["roles"].append(role)
    return {"realm_access": {"roles": realm} if realm else None, "resource_access": clients or None}
