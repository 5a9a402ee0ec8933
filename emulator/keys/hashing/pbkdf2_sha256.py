"""PBKDF2 with HMAC-SHA256 (RFC 8018)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from emulator.keys.hashing import Hashing


def digest(password: bytes, salt: bytes, iterations: int, length: int, additional: Mapping[str, Any]) -> bytes:
    """The hash."""
    return hashlib.pbkdf2_hmac("sha256", password, salt, iterations, length)


HASHING = Hashing("pbkdf2-sha256", iterations=600000, length=32, additional={}, digest=digest)
