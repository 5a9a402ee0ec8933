"""Keys of others: what clients sign assertions and request objects with.

A key verifies only the algorithms of its own type and curve, so a token cannot choose a weaker one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from emulator.keys.jws import Jws

_BY_TYPE: Mapping[Any, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_FAMILIES = {"RSA": ("RS", "PS"), "EC": ("ES",), "OKP": ("Ed",), "oct": ("HS",)}
_SIZES = ("256", "384", "512")


class PublicKey:
    """A key that verifies; ``kid`` and ``algorithm`` are what its JWK says, None where it says nothing."""

    def __init__(self, key: Any, kid: str | None = None, algorithm: str | None = None) -> None:
        self._key = key
        self.kid = kid
        self.algorithm = algorithm

    def verify(self, token: Jws) -> bool:
        """Whether the token's signature is this key's."""
        algorithm = token.algorithm
        family = _FAMILIES.get(self._key.key_type, ())
        if not algorithm.startswith(family) or not (algorithm == "EdDSA" or algorithm[2:] in _SIZES):
            return False
        if self.algorithm is not None and self.algorithm != algorithm:
            return False
        model = JWSRegistry.algorithms[algorithm]
        try:
            model.check_key(self._key)
            return model.verify(token.signed, token.signature, self._key)
        except (JoseError, ValueError, TypeError):
            return False


def from_secret(secret: str) -> PublicKey:
    """A client secret as an HMAC key."""
    return PublicKey(OctKey.import_key(secret.encode()))


def from_jwks(jwks: Any) -> list[PublicKey]:
    """The signature keys of a JSON Web Key Set; entries that cannot be read are left out."""
    entries = jwks.get("keys") if isinstance(jwks, dict) else None
    found = []
    for entry in entries if isinstance(entries, list) else ():
        kind = _BY_TYPE.get(entry.get("kty")) if isinstance(entry, dict) else None
        if kind is None or entry.get("use", "sig") != "sig":
            continue
        try:
            key = kind.import_key({k: v for k, v in entry.items() if k in ("kty", "crv", "n", "e", "x", "y")})
        except (JoseError, ValueError, TypeError):
            continue
        found.append(PublicKey(key, entry.get("kid"), entry.get("alg")))
    return found


def from_certificate(text: str) -> PublicKey:
    """The key of an X.509 certificate in PEM or bare base64; raises ValueError."""
    from cryptography.x509 import load_der_x509_certificate

    return _of(load_der_x509_certificate(_der(text)).public_key())


def from_public_key(text: str) -> PublicKey:
    """A SubjectPublicKeyInfo in PEM or bare base64; raises ValueError."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return _of(load_der_public_key(_der(text)))


def _of(public: Any) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    kind: Any = RSAKey if isinstance(public, rsa.RSAPublicKey) else ECKey if isinstance(public, ec.EllipticCurvePublicKey) else OKPKey
    return PublicKey(kind(public, public))


def _der(text: str) -> bytes:
    lines = [line for line in text.strip().splitlines() if not line.startswith("-----")]
    return base64.b64decode("".join(lines))
