"""One key of a realm: what it signs or encrypts, and how it shows in the JWKS."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.keys.signer_process import ALGORITHMS, scheme

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

    JoseKey = RSAKey | ECKey | OKPKey | OctKey

_HASHES = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
"""The hash of an HMAC by ``alg`` (RFC 7518 section 3.2)."""


@dataclass(slots=True)
class Material:
    """What a key is made of: a private key (an object of ``cryptography``) or the bytes of a secret.

    ``kid`` is None for an asymmetric key, whose id follows from its public key; ``certificate`` is one that came with the key;
    ``generated`` tells that the key was made here, so that an export has to carry it.
    """

    private: Any
    kid: str | None = None
    certificate: Any = None
    generated: bool = False


def b64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """A key and its place in the ring.

    ``material`` returns what the key is made of and ``certificate`` its X.509 certificate, each when it is first needed.
    ``algorithm`` is the one that it signs or encrypts with, ``use`` is ``SIG`` or ``ENC``, ``key_type`` is ``RSA``, ``EC``,
    ``OKP`` or ``OCT``, ``status`` is ``ACTIVE`` (signs), ``PASSIVE`` (only verifies) or ``DISABLED``; ``provider_id`` is the
    id of the component.
    """

    __slots__ = (
        "_certificate", "_headers", "_jose", "_kid", "_material", "_public", "_scheme", "_signer", "algorithm", "priority", "provider_id",
        "status",
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
        material: Callable[[], Material],
        certificate: Callable[[], Any] | None = None,
    ) -> None:
        self.algorithm = algorithm
        self.use = use
        self.type = key_type
        self.status = status
        self.priority = priority
        self.provider_id = provider_id
        self._material = material
        self._certificate = certificate
        self._kid: str | None = None
        self._jose: JoseKey | None = None
        self._signer: tuple[Any, JoseKey] | None = None
        self._scheme: tuple[Any, Any] | None = None
        self._public: Any = None
        self._headers: dict[str, bytes] = {}

    @property
    def material(self) -> Material:
        """What the key is made of; it is made or read now, if it was not before."""
        return self._material()

    @property
    def private(self) -> Any:
        """The private key object of ``cryptography``, or the bytes of a secret."""
        return self._material().private

    @property
    def secret(self) -> bytes:
        """The bytes of an ``OCT`` key; raises TypeError for other types."""
        private = self.private
        if not isinstance(private, bytes):
            raise TypeError(f"a key of type {self.type} has no secret")
        return private

    @property
    def kid(self) -> str:
        """The key's id; of an asymmetric key the SHA-256 of its SubjectPublicKeyInfo, as observed."""
        if self._kid is None:
            self._kid = self._material().kid or b64url(hashlib.sha256(self.public_der).digest())
        return self._kid

    @property
    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo in DER (RFC 5280 section 4.1); raises TypeError for an ``OCT`` key."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        private = self.private
        if isinstance(private, bytes):
            raise TypeError("a secret has no public key")
        der: bytes = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return der

    @property
    def private_der(self) -> bytes:
        """The private key as PKCS #8 in DER (RFC 5958); raises TypeError for an ``OCT`` key."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        private = self.private
        if isinstance(private, bytes):
            raise TypeError("a secret has no PKCS #8 form")
        der: bytes = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return der

    @property
    def public_key_base64(self) -> str:
        """SubjectPublicKeyInfo in base64, as ``public_key`` of a realm shows it."""
        return base64.b64encode(self.public_der).decode()

    @property
    def certificate_der(self) -> bytes | None:
        """The key's X.509 certificate in DER; None for a key without one."""
        if self._certificate is None:
            return None
        from cryptography.hazmat.primitives.serialization import Encoding

        der: bytes = self._certificate().public_bytes(Encoding.DER)
        return der

    @property
    def certificate(self) -> str | None:
        """The key's X.509 certificate in base64 without PEM lines; None for a key without one."""
        der = self.certificate_der
        return base64.b64encode(der).decode() if der is not None else None

    @property
    def valid_to(self) -> int | None:
        """When the certificate expires, in epoch milliseconds; None for a key without one."""
        if self._certificate is None:
            return None
        return int(self._certificate().not_valid_after_utc.timestamp()) * 1000

    @property
    def header(self) -> bytes:
        """The protected header of a JWT in Keycloak's own spelling, base64url encoded."""
        return self.header_for("JWT")

    def header_for(self, typ: str) -> bytes:
        """The protected header with another ``typ``; the spaces around its colons are Keycloak's."""
        found = self._headers.get(typ)
        if found is None:
            alg, name, kid = (json.dumps(text, ensure_ascii=False) for text in (self.algorithm, typ, self.kid))
            text = f'{{"alg":{alg},"typ" : {name},"kid" : {kid}}}'
            found = self._headers[typ] = base64.urlsafe_b64encode(text.encode()).rstrip(b"=")
        return found

    @property
    def curve(self) -> str | None:
        """``crv`` of an elliptic curve key (RFC 7518 section 6.2.1.1); None for other types."""
        if self.type not in ("EC", "OKP"):
            return None
        jose: Any = self.jose
        return str(jose.curve_name)

    @property
    def jose(self) -> JoseKey:
        """The key as joserfc takes it."""
        if self._jose is None:
            from emulator.keys import jose

            private = self.private
            # Not import_key: it warns about short keys, which Keycloak accepts.
            self._jose = jose.KINDS[self.type](private, private)
        return self._jose

    def sign(self, data: bytes) -> bytes:
        """The signature of ``data``; safe to call from several threads. Raises ValueError if the key cannot sign with ``algorithm``."""
        # As the process beside signs, and as joserfc does: the first tokens need none of it, and it takes a tenth of a start to read.
        if self._is_plain_rsa:
            by_private: bytes = self.private.sign(data, *self._rsa_scheme())
            return by_private
        if self.type == "OCT" and self.algorithm in _HASHES and self.secret:
            return hmac.digest(self.secret, data, _HASHES[self.algorithm])
        model, key = self._signer or self._checked_signer()
        signature: bytes = model.sign(data, key)
        return signature

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``data``; raises ValueError as ``sign`` does."""
        if self._is_plain_rsa:
            from cryptography.exceptions import InvalidSignature

            if self._public is None:
                self._public = self.private.public_key()
            try:
                self._public.verify(signature, data, *self._rsa_scheme())
            except InvalidSignature:
                return False
            return True
        model, key = self._signer or self._checked_signer()
        return bool(model.verify(data, signature, key))

    @property
    def _is_plain_rsa(self) -> bool:
        return self.type == "RSA" and self.algorithm in ALGORITHMS

    def _rsa_scheme(self) -> tuple[Any, Any]:
        if self._scheme is None:
            self._scheme = scheme(self.algorithm)
        return self._scheme

    def _checked_signer(self) -> tuple[Any, JoseKey]:
        from emulator.keys import jose

        model = jose.ALGORITHMS.get(self.algorithm)
        if model is None or self.algorithm == "none":
            raise ValueError(f"there is no signature algorithm '{self.algorithm}'")
        try:
            model.check_key(self.jose)
        except jose.JoseError as error:
            raise ValueError(f"a key of type {self.type} cannot sign with {self.algorithm}") from error
        self._signer = (model, self.jose)
        return self._signer

    def public_jwk(self) -> dict[str, Any]:
        """The key's entry in the JWKS (RFC 7517 section 4), members in Keycloak's order."""
        numbers = self._public_members()
        jwk: dict[str, Any] = {"kid": self.kid, "kty": self.type, "alg": self.algorithm, "use": self.use.lower()}
        der = self.certificate_der
        if der is not None:
            jwk["x5c"] = [base64.b64encode(der).decode()]
            jwk["x5t"] = b64url(hashlib.sha1(der, usedforsecurity=False).digest())
            jwk["x5t#S256"] = b64url(hashlib.sha256(der).digest())
        for name in ("crv", "n", "e", "x", "y"):
            if name in numbers:
                jwk[name] = numbers[name]
        return jwk

    def _public_members(self) -> dict[str, Any]:
        if self.type != "RSA":
            members: dict[str, Any] = self.jose.as_dict(private=False)
            return members
        numbers = self.private.public_key().public_numbers()
        return {name: b64url(value.to_bytes((value.bit_length() + 7) // 8, "big")) for name, value in (("n", numbers.n), ("e", numbers.e))}

    def metadata(self) -> dict[str, Any]:
        """The key's entry in the Admin API's list of keys (KeyMetadataRepresentation)."""
        document: dict[str, Any] = {
            "providerId": self.provider_id,
            "providerPriority": self.priority,
            "kid": self.kid,
            "status": self.status,
            "type": self.type,
            "algorithm": self.algorithm,
        }
        if self.type != "OCT":
            document["publicKey"] = self.public_key_base64
        certificate = self.certificate
        if certificate is not None:
            document["certificate"] = certificate
        document["use"] = self.use
        if certificate is not None:
            document["validTo"] = self.valid_to
        return document
