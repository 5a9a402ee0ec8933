"""One key of a realm: what it signs or encrypts, and how it shows in the JWKS."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

JoseKey = RSAKey | ECKey | OKPKey | OctKey
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
_JOSE = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


@lru_cache(maxsize=64)
def _protected(algorithm: str, typ: str, kid: str) -> bytes:
    text = f'{{"alg":"{algorithm}","typ" : "{typ}","kid" : "{kid}"}}'
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=") + b"."


def b64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """A key and its place in the ring.

    ``private`` returns the private key (a ``cryptography`` object) or, for an ``OCT`` key, its bytes, when it is first needed.
    ``use`` is ``SIG`` or ``ENC``, ``status`` is ``ACTIVE``, ``PASSIVE`` or ``DISABLED``.
    """

    __slots__ = (
        "_certificate", "_jose", "_kid", "_make_certificate", "_private", "algorithm", "priority", "provider_id", "status",
        "type", "use",
    )  # fmt: skip

    def __init__(
        self,
        *,
        algorithm: str,
        use: str,
        key_type: str,
        status: str,
        priority: int,
        provider_id: str,
        private: Callable[[], Any],
        kid: str | None = None,
        certificate: Callable[[], Any] | None = None,
    ) -> None:
        self.algorithm = algorithm
        self.use = use
        self.type = key_type
        self.status = status
        self.priority = priority
        self.provider_id = provider_id
        self._private = private
        self._kid = kid
        self._jose: JoseKey | None = None
        self._make_certificate = certificate
        self._certificate: Any = None

    @property
    def private(self) -> Any:
        """The private key object, or the bytes of a symmetric key."""
        return self._private()

    @property
    def public(self) -> Any:
        """The public key object; asymmetric keys only."""
        return self.private.public_key()

    @property
    def kid(self) -> str:
        """The key's id; for an asymmetric key the SHA-256 of its SubjectPublicKeyInfo, as Keycloak derives it."""
        if self._kid is None:
            self._kid = b64url(hashlib.sha256(self.public_der).digest())
        return self._kid

    @property
    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo in DER."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        der: bytes = self.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return der

    @property
    def public_base64(self) -> str:
        """SubjectPublicKeyInfo in base64, as ``public_key`` of a realm shows it."""
        return base64.b64encode(self.public_der).decode()

    @property
    def certificate(self) -> Any | None:
        """The key's X.509 certificate, if its kind has one."""
        if self._certificate is None and self._make_certificate is not None:
            self._certificate = self._make_certificate()
        return self._certificate

    @property
    def certificate_der(self) -> bytes | None:
        """The certificate in DER."""
        if self.certificate is None:
            return None
        from cryptography.hazmat.primitives.serialization import Encoding

        der: bytes = self.certificate.public_bytes(Encoding.DER)
        return der

    def header(self, typ: str = "JWT") -> bytes:
        """The protected header in Keycloak's own spelling, base64url encoded, with the dot that follows it."""
        return _protected(self.algorithm, typ, self.kid)

    @property
    def jose(self) -> JoseKey:
        """The key as joserfc wants it."""
        if self._jose is None:
            private = self.private
            if isinstance(private, bytes):
                self._jose = OctKey.import_key(private)
            else:
                kind: Any = _JOSE[self.type]
                self._jose = kind(private, private)
        return self._jose

    def sign(self, data: bytes) -> bytes:
        """The signature of ``data``; safe to call from several threads."""
        return JWSRegistry.algorithms[self.algorithm].sign(data, self.jose)

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``data``."""
        return JWSRegistry.algorithms[self.algorithm].verify(data, signature, self.jose)

    def public_jwk(self) -> dict[str, Any]:
        """The key's entry in the JWKS (RFC 7517), members in Keycloak's order."""
        numbers = self.jose.as_dict(private=False)
        found: dict[str, Any] = {"kid": self.kid, "kty": self.type, "alg": self.algorithm, "use": self.use.lower()}
        der = self.certificate_der
        if der is not None:
            found["x5c"] = [base64.b64encode(der).decode()]
            found["x5t"] = b64url(hashlib.sha1(der, usedforsecurity=False).digest())
            found["x5t#S256"] = b64url(hashlib.sha256(der).digest())
        for name in ("crv", "n", "e", "x", "y"):
            if name in numbers:
                found[name] = numbers[name]
        return found

    def metadata(self) -> dict[str, Any]:
        """The key's entry in the Admin API's list of keys."""
        found: dict[str, Any] = {
            "providerId": self.provider_id,
            "providerPriority": self.priority,
            "kid": self.kid,
            "status": self.status,
            "type": self.type,
            "algorithm": self.algorithm,
        }
        if self.type != "OCT":
            found["publicKey"] = self.public_base64
            der = self.certificate_der
            if der is not None:
                found["certificate"] = base64.b64encode(der).decode()
        found["use"] = self.use
        if self.type != "OCT" and self.certificate is not None:
            found["validTo"] = int(self.certificate.not_valid_after_utc.timestamp() * 1000)
        return found
