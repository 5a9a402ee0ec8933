"""Proofs of possession (DPoP, RFC 9449) as clients make them: good ones, and deliberately wrong ones by name."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.keys import forged
from emulator.keys.key import Key

_KEY_MEMBERS = ("kty", "crv", "n", "e", "x", "y")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a proof is for: ``method`` and ``url`` of a request, and the access ``token`` that goes with it.

    ``claims`` replace those of the proof, None removes one. ``now`` is the time in epoch seconds, ``identifier`` its ``jti``.
    """

    method: str
    url: str
    now: int
    identifier: str
    token: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """A proof before it is signed."""

    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key | None


def jwk(key: Key) -> dict[str, Any]:
    """The public key that a proof has in its header."""
    numbers = key.jose.as_dict(private=False)
    return {name: numbers[name] for name in _KEY_MEMBERS if name in numbers}


def thumbprint(key: Key) -> str:
    """The thumbprint (RFC 7638) that ``cnf.jkt`` and ``dpop_jkt`` have."""
    text: str = key.jose.thumbprint()
    return text


def make(key: Key, wish: Wish, wrong: str = "", other: Callable[[], Key] | None = None) -> str:
    """A proof by this key; ``wrong`` makes it wrong in the way of that name, some of them with another key. Raises ValueError."""
    claims: dict[str, Any] = {"jti": wish.identifier, "htm": wish.method, "htu": wish.url, "iat": wish.now}
    if wish.token:
        claims["ath"] = _hash(wish.token)
    draft = _Draft({"typ": "dpop+jwt", "alg": key.algorithm, "jwk": jwk(key)}, {**claims, **wish.claims}, key)
    if wrong:
        _spoil(draft, wrong, other or (lambda: forged.of_client(key.algorithm)))
    draft.claims = {name: value for name, value in draft.claims.items() if value is not None}
    return forged.compact(draft.header, draft.claims, draft.key)


def _spoil(draft: _Draft, wrong: str, other: Callable[[], Key]) -> None:
    name = wrong.removeprefix("without_")
    if wrong in _WRONG:
        _WRONG[wrong](draft, other)
    elif name != wrong:
        draft.header.pop(name, None)
        draft.claims.pop(name, None)
    else:
        raise ValueError(f"a wrong proof is one of {', '.join(WRONG)}, not '{wrong}'")


def _other_key(draft: _Draft, other: Callable[[], Key]) -> None:
    draft.key = other()
    draft.header["jwk"] = jwk(draft.key)


def _bad_signature(draft: _Draft, other: Callable[[], Key]) -> None:
    draft.key = other()


def _private_key(draft: _Draft, other: Callable[[], Key]) -> None:
    if draft.key is not None:
        draft.header["jwk"] = {**draft.header["jwk"], "d": draft.key.jose.as_dict(private=True)["d"]}


def _unsigned(draft: _Draft, other: Callable[[], Key]) -> None:
    draft.header["alg"], draft.key = "none", None


_WRONG: Mapping[str, Callable[[_Draft, Callable[[], Key]], None]] = {
    "expired": lambda draft, _: draft.claims.update(iat=draft.claims["iat"] - 3600),
    "not_yet_valid": lambda draft, _: draft.claims.update(iat=draft.claims["iat"] + 3600),
    "wrong_method": lambda draft, _: draft.claims.update(htm="PATCH" if draft.claims["htm"] != "PATCH" else "GET"),
    "wrong_url": lambda draft, _: draft.claims.update(htu="https://evil.example.org/"),
    "wrong_token": lambda draft, _: draft.claims.update(ath=_hash("another token")),
    "wrong_type": lambda draft, _: draft.header.update(typ="JWT"),
    "other_key": _other_key,
    "bad_signature": _bad_signature,
    "private_key": _private_key,
    "alg_none": _unsigned,
    "without_jwk": lambda draft, _: draft.header.pop("jwk"),
    "without_jti": lambda draft, _: draft.claims.pop("jti"),
    "without_htm": lambda draft, _: draft.claims.pop("htm"),
    "without_htu": lambda draft, _: draft.claims.pop("htu"),
    "without_iat": lambda draft, _: draft.claims.pop("iat"),
    "without_ath": lambda draft, _: draft.claims.pop("ath", None),
}  # fmt: skip
WRONG = tuple(_WRONG)
"""Names of the deliberately wrong proofs that whoever takes a token bound to a key must refuse."""


def _hash(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
