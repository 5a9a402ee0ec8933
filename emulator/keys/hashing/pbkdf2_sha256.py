"""PBKDF2 with HMAC-SHA256 (RFC 8018)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

ITERATIONS = 600000
LENGTH = 32
ADDITIONAL: Mapping[str, Any] = {}


def digest(password: bytes, salt: bytes, iterations: int, length: int, additional: Mapping[str, Any]) -> bytes:
    """The hash."""
    return hashlib.pbkdf2_hmac("sha256", password, salt, iterations, length)
