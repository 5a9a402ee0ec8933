"""JSON Web Signatures (RFC 7515): made with a realm's key in Keycloak's spelling, and taken apart strictly."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.json_text import json_text, read_json
from emulator.keys.key import Key, b64url

MAX_LENGTH = 200_000
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_STANDARD = str.maketrans("-_", "+/")


class InvalidToken(ValueError):
    """A text that is not a usable token; the message says why."""


@dataclass(frozen=True, slots=True)
class Jws:
    """A token taken apart; nothing is verified yet."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """``alg`` of the header, empty when it is not a text."""
        found = self.header.get("alg")
        return found if isinstance(found, str) else ""

    @property
    def kid(self) -> str | None:
        """``kid`` of the header; a number is as good as its text, as observed."""
        found = self.header.get("kid")
        return json_text(found).decode() if isinstance(found, int | float) else found if isinstance(found, str) else None


def signing_input(key: Key, claims: Mapping[str, Any], typ: str = "JWT") -> bytes:
    """Header and payload as they are signed (RFC 7515 section 5.1); unpaired surrogates become question marks."""
    payload = _ENCODER.encode(claims).encode("utf-8", "replace")
    return key.header_for(typ) + b"." + base64.urlsafe_b64encode(payload).rstrip(b"=")


def sign(key: Key, claims: Mapping[str, Any], typ: str = "JWT") -> str:
    """The compact serialisation of ``claims`` signed by ``key``; safe to call from several threads."""
    return Unsigned(key, dict(claims), typ).sign()


class Unsigned:
    """A token that waits for its signature; ``signature`` is set when it was made elsewhere. ``claims`` are read when first needed."""

    __slots__ = ("_input", "claims", "key", "signature", "typ")

    def __init__(self, key: Key, claims: dict[str, Any], typ: str = "JWT") -> None:
        self.key = key
        self.claims = claims
        self.typ = typ
        self.signature: bytes | None = None
        self._input: bytes | None = None

    @property
    def signing_input(self) -> bytes:
        """Header and payload as they are signed."""
        if self._input is None:
            self._input = signing_input(self.key, self.claims, self.typ)
        return self._input

    def sign(self) -> str:
        """The compact serialisation (RFC 7515 section 7.1)."""
        signed = self.signing_input
        signature = self.key.sign(signed) if self.signature is None else self.signature
        return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode("ascii")


def decode(token: str, any_payload: bool = False) -> Jws:
    """Takes a compact JWS with a JSON object as payload apart; raises InvalidToken. With ``any_payload`` other JSON says nothing.

    As observed, padding and the standard alphabet of base64 are accepted, a signature may be left out together with its dot, which
    verifies as none, JSON may be in any encoding of Unicode, and of a repeated member the last counts.
    """
    if len(token) > MAX_LENGTH:
        raise InvalidToken("the token is too long")
    parts = token.split(".")
    if len(parts) == 2:
        parts.append("")
    if len(parts) != 3:
        raise InvalidToken(f"a JWS has 3 parts, this has {len(parts)}")
    header, claims = decode_object(parts[0]), decode_object(parts[1], any_payload)
    try:
        signature = _decode_part(parts[2])
    except ValueError as error:
        raise InvalidToken("the signature is not base64url") from error
    return Jws(header, claims, f"{parts[0]}.{parts[1]}".encode(), signature)


def decode_object(part: str, or_none: bool = False) -> dict[str, Any]:
    """A part of a token that is a JSON object in base64url; raises InvalidToken. With ``or_none`` other JSON is an empty one."""
    try:
        decoded = read_json(_decode_part(part))
    except ValueError as error:
        raise InvalidToken("a part of the token is not base64url-encoded JSON") from error
    if not isinstance(decoded, dict) and or_none:
        return {}
    if not isinstance(decoded, dict):
        raise InvalidToken("header and claims must be JSON objects")
    return decoded


def verify(token: Jws, key: Key | None, allowed: Collection[str] | None = None) -> bool:
    """Whether the signature is ``key``'s, made with the algorithm that the key is for, which is one of ``allowed``."""
    if key is None or token.algorithm != key.algorithm or (allowed is not None and key.algorithm not in allowed):
        return False
    try:
        return key.verify(token.signing_input, token.signature)
    except ValueError:
        return False


def half_hash(algorithm: str, text: str, curve: str | None = None) -> str:
    """The left half of a hash, as ``at_hash``, ``c_hash`` and ``s_hash`` are (OpenID Connect Core section 3.1.3.6).

    ``curve`` is the signing key's, which decides for EdDSA: SHA-512 with Ed25519, SHAKE256 of 64 bytes with Ed448, as observed.
    """
    digest = _digest(algorithm, curve, text.encode())
    return b64url(digest[: len(digest) // 2])


def _digest(algorithm: str, curve: str | None, data: bytes) -> bytes:
    if curve == "Ed448":
        return hashlib.shake_256(data).digest(64)
    if algorithm.endswith("256"):
        return hashlib.sha256(data).digest()
    if algorithm.endswith("384"):
        return hashlib.sha384(data).digest()
    return hashlib.sha512(data).digest()


def _decode_part(part: str) -> bytes:
    standard = part.translate(_STANDARD).rstrip("=")
    if len(part) - len(standard) > 2:
        raise ValueError("too much padding")
    try:
        return base64.b64decode((standard + "=" * (-len(standard) % 4)).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from error
