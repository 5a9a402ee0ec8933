"""What joserfc has of keys and signatures. It is read where it is needed: it brings X.509 along."""

from __future__ import annotations

from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

__all__ = ["ALGORITHMS", "KINDS", "JoseError"]

KINDS: dict[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey, "OCT": OctKey}
"""A key's class by Keycloak's type of keys."""
ALGORITHMS: dict[str, Any] = dict(JWSRegistry.algorithms)
"""A signature algorithm by ``alg`` (RFC 7518 section 3.1)."""
