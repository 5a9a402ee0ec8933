"""Argon2 (RFC 9106), Keycloak's default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ITERATIONS = 5
LENGTH = 32
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

    kinds: Mapping[str, Any] = {"id": argon2.Argon2id, "i": argon2.Argon2i, "d": argon2.Argon2d}
    kind = kinds.get(_first(additional, "type"))
    if kind is None:
        raise ValueError("unknown kind of Argon2")
    made = kind(
        salt=salt,
        length=length,
        iterations=iterations,
        lanes=int(_first(additional, "parallelism")),
        memory_cost=int(_first(additional, "memory")),
    )
    derived: bytes = made.derive(password)
    return derived


def _first(additional: Mapping[str, Any], name: str) -> str:
    found = additional.get(name) or ADDITIONAL[name]
    return str(found[0])
