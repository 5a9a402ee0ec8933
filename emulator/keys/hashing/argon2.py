"""Argon2 (RFC 9106), Keycloak's default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.keys.hashing import Hashing

_KINDS = {"id": "Argon2id", "i": "Argon2i", "d": "Argon2d"}
ADDITIONAL: Mapping[str, Sequence[str]] = {
    "hashLength": ["32"],
    "memory": ["7168"],
    "type": ["id"],
    "version": ["1.3"],
    "parallelism": ["1"],
}


def digest(password: bytes, salt: bytes, iterations: int, length: int, additional: Mapping[str, Any]) -> bytes:
    """The hash; raises ValueError for parameters that it cannot have."""
    from cryptography.hazmat.primitives.kdf import argon2

    kind: Any = getattr(argon2, _KINDS.get(_first(additional, "type"), ""), None)
    if kind is None or _first(additional, "version") != "1.3":
        raise ValueError("this kind or version of Argon2 is not available")
    hashed: bytes = kind(
        salt=salt,
        length=length,
        iterations=iterations,
        lanes=int(_first(additional, "parallelism")),
        memory_cost=int(_first(additional, "memory")),
    ).derive(password)
    return hashed


def _first(additional: Mapping[str, Any], name: str) -> str:
    found = additional.get(name) or ADDITIONAL[name]
    return str(found[0])


HASHING = Hashing("argon2", iterations=5, length=32, additional=ADDITIONAL, digest=digest)
