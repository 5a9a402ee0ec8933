"""JSON Web Signatures (RFC 7515): made with a realm's key in Keycloak's spelling, and taken apart strictly."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.keys.key import Key, b64url

MAX_LENGTH = 200_000
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


class InvalidToken(ValueError):
    """A text that is not a usable token; the message says why."""


@dataclass(frozen=True, slots=True)
class Jws:
    """A token taken apart; nothing is verified yet."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """``alg`` of the header, empty when it is not a text."""
        found = self.header.get("alg")
        return found if isinstance(found, str) else ""

    @property
    def kid(self) -> str | None:
        """``kid`` of the header."""
        found = self.header.get("kid")
        return found if isinstance(found, str) else None


def sign(key: Key, claims: Mapping[str, Any], typ: str = "JWT") -> str:
    """The compact serialisation of ``claims`` signed by ``key``."""
    payload = _ENCODER.encode(claims).encode("utf-8", "replace")
    signed = key.header(typ) + base64.urlsafe_b64encode(payload).rstrip(b"=")
    return (signed + b"." + base64.urlsafe_b64encode(key.sign(signed)).rstrip(b"=")).decode("ascii")


def decode(token: str) -> Jws:
    """Takes a compact JWS with a JSON object as payload apart; raises InvalidToken."""
    if len(token) > MAX_LENGTH:
        raise InvalidToken("the token is too long")
    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken(f"a JWS has 3 parts, this has {len(parts)}")
    try:
        head, body, signature = (_decode_part(part) for part in parts)
        header, claims = json.loads(head), json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidToken("a part of the token is not base64url-encoded JSON") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidToken("header and claims must be JSON objects")
    return Jws(header, claims, f"{parts[0]}.{parts[1]}".encode(), signature)


def verify(token: Jws, key: Key | None) -> bool:
    """Whether the signature is ``key``'s, made with the algorithm that the key is for."""
    if key is None or token.algorithm != key.algorithm:
        return False
    try:
        return key.verify(token.signed, token.signature)
    except ValueError:
        return False


def half_hash(algorithm: str, text: str) -> str:
    """The left half of a hash, as ``at_hash``, ``c_hash`` and ``s_hash`` are (OpenID Connect Core section 3.1.3.6)."""
    digest = _hash_of(algorithm)(text.encode()).digest()
    return b64url(digest[: len(digest) // 2])


def _hash_of(algorithm: str) -> Any:
    if algorithm == "EdDSA" or algorithm.endswith("512"):
        return hashlib.sha512
    return hashlib.sha384 if algorithm.endswith("384") else hashlib.sha256


def _decode_part(part: str) -> bytes:
    try:
        return base64.b64decode((part + "=" * (-len(part) % 4)).encode("ascii"), b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from error
