"""Signature algorithms that are secure enough for financial-grade APIs."""

from __future__ import annotations

SECURE = frozenset({"PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
USUAL = "PS256"
REFUSED = "not allowed signature algorithm."
