"""Keys of others: what clients sign assertions and request objects with.

A key verifies only the algorithms of its own type and curve, so that a token can choose neither a weaker one nor ``none``
(RFC 8725 section 3.1), and a public key never serves as an HMAC secret.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.keys import pem, x509
from emulator.keys.jws import Jws
from emulator.keys.key import b64url

_ALGORITHMS = {
    "RSA": frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    "EC": frozenset({"ES256", "ES384", "ES512"}),
    "OKP": frozenset({"EdDSA"}),
    "oct": frozenset({"HS256", "HS384", "HS512"}),
}
_USUAL = {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "OKP": "EdDSA"}
"""What a key that says no algorithm signs with, by its type or curve."""
_MEMBERS = ("kty", "crv", "n", "e", "x", "y")
_PUBLISHED = ("RSA", "EC", "OKP")
_URL_SAFE = str.maketrans("+/", "-_")


class PublicKey:
    """A key that verifies and encrypts; ``kid``, ``algorithm`` and ``use`` are what its JWK says, None where it says nothing."""

    __slots__ = ("algorithm", "jose", "kid", "use")

    def __init__(self, jose: Any, kid: str | None = None, algorithm: str | None = None, use: str | None = None) -> None:
        self.jose = jose
        self.kid = kid
        self.algorithm = algorithm
        self.use = use

    @property
    def thumbprint(self) -> str:
        """SHA-256 over the key's required members (RFC 7638)."""
        text: str = type(self.jose)(self.jose.raw_value, self.jose.raw_value).thumbprint()
        return text

    @property
    def identifier(self) -> str:
        """The key's ``kid``; of one that says none the SHA-256 of its SubjectPublicKeyInfo, as observed."""
        if self.kid is not None:
            return self.kid
        return b64url(hashlib.sha256(base64.b64decode(self.subject_public_key_info)).digest())

    @property
    def subject_public_key_info(self) -> str:
        """The key as bare base64 of its SubjectPublicKeyInfo."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        der: bytes = self.jose.raw_value.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    @property
    def usual_algorithm(self) -> str:
        """The algorithm that the JWK says, or else the one that keys of its kind usually sign with."""
        kind = self.jose.key_type
        return self.algorithm or _USUAL.get(self.jose.curve_name if kind == "EC" else kind, "")

    def fits(self, algorithm: str) -> bool:
        """Whether the key's type goes with a signature algorithm."""
        return algorithm in _ALGORITHMS[self.jose.key_type]

    def verify(self, token: Jws) -> bool:
        """Whether the token's signature is this key's."""
        return self.verify_signature(token.algorithm, token.signing_input, token.signature)

    def verify_signature(self, algorithm: str, data: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``data`` by ``algorithm``; False for one that the key is not for."""
        if algorithm not in _ALGORITHMS[self.jose.key_type] or self.algorithm not in (None, algorithm):
            return False
        from emulator.keys import jose

        model = jose.ALGORITHMS[algorithm]
        try:
            model.check_key(self.jose)
            return bool(model.verify(data, signature, self.jose))
        except (jose.JoseError, ValueError, TypeError):
            return False


def is_asymmetric(algorithm: str) -> bool:
    """Whether signatures by this algorithm are verified with a public key."""
    return any(algorithm in known for kind, known in _ALGORITHMS.items() if kind != "oct")


def choose(keys: Sequence[PublicKey], algorithm: str) -> PublicKey | None:
    """The key for an algorithm where no ``kid`` names one; None where there is none.

    As observed, keys without a ``kid`` come before all others: of these the one that says the algorithm, or else the first, whatever it
    is. Of keys with a ``kid`` only one of the algorithm is taken.
    """
    nameless = [key for key in keys if key.kid is None]
    if nameless:
        return next((key for key in nameless if key.algorithm == algorithm), nameless[0])
    return next((key for key in keys if key.usual_algorithm == algorithm), None)


def from_secret(secret: str) -> PublicKey:
    """A client secret as an HMAC key; raises ValueError for an empty one."""
    data = secret.encode("utf-8", "replace")
    if not data:
        raise ValueError("an empty secret is no key")
    return PublicKey(_kind("OCT")(data, data))


def sign_with_secret(secret: str, algorithm: str, claims: Mapping[str, Any]) -> str:
    """A compact JWS of ``claims`` by a client secret (HS256 and longer); raises ValueError for an empty secret or another algorithm."""
    from emulator.keys import jose

    key = from_secret(secret)
    if not key.fits(algorithm):
        raise ValueError(f"'{algorithm}' is not made with a secret")
    header = json.dumps({"alg": algorithm, "typ": "JWT"}, separators=(",", ":")).encode()
    signed = f"{b64url(header)}.{b64url(json.dumps(claims, separators=(',', ':')).encode())}"
    return f"{signed}.{b64url(jose.ALGORITHMS[algorithm].sign(signed.encode(), key.jose))}"


def from_jwks(jwks: Any, use: str = "sig", *, only: bool = False) -> list[PublicKey]:
    """The keys of a JSON Web Key Set (RFC 7517) for ``sig`` or ``enc``; entries that cannot be read are left out.

    Those that do not say what they are for are among them, unless it is ``only`` the ones that do.
    """
    entries = jwks.get("keys") if isinstance(jwks, dict) else None
    keys = []
    for entry in entries if isinstance(entries, list) else ():
        key = _from_jwk(entry, use) if isinstance(entry, dict) else None
        if key is not None and not (only and key.use is None):
            keys.append(key)
    return keys


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey | None:
    """The public key of a JWK, whatever the JWK says that it is for; None when it cannot be read."""
    return _from_jwk({name: jwk[name] for name in _MEMBERS if name in jwk}, "sig")


def subject_public_key_info(jwk: dict[str, Any]) -> str:
    """The key of a JWK as bare base64 of its SubjectPublicKeyInfo, whatever the JWK says it is for; raises ValueError."""
    public_key = _from_jwk(jwk, jwk.get("use", "sig"))
    if public_key is None:
        raise ValueError("the JWK cannot be read")
    return public_key.subject_public_key_info


def from_certificate(text: str) -> PublicKey:
    """The key of an X.509 certificate in PEM or bare base64; raises ValueError."""
    return _of(x509.public_key(text))


def from_public_key(text: str) -> PublicKey:
    """A SubjectPublicKeyInfo in PEM or bare base64; raises ValueError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return _of(load_der_public_key(pem.der(text)))
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error


def _from_jwk(entry: dict[str, Any], use: str) -> PublicKey | None:
    from emulator.keys import jose

    kty = entry.get("kty")
    if kty not in _PUBLISHED or entry.get("use", use) != use:
        return None
    kind = _kind(kty)
    kid, algorithm = entry.get("kid"), entry.get("alg")
    try:
        # Not import_key: it warns about short keys, which Keycloak accepts.
        raw = kind.binding.import_from_dict({name: _bare(entry[name]) for name in _MEMBERS if name in entry})
    except (jose.JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return PublicKey(kind(raw, raw), kid if isinstance(kid, str) else None, algorithm or None, entry.get("use"))


def _bare(value: Any) -> Any:
    """A member of a key as RFC 7515 spells it; as observed, padding and the standard alphabet of base64 are accepted."""
    return value.translate(_URL_SAFE).rstrip("=") if isinstance(value, str) else value


def _of(public: Any) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

    if isinstance(public, rsa.RSAPublicKey):
        return PublicKey(_kind("RSA")(public, public))
    if isinstance(public, ec.EllipticCurvePublicKey):
        return PublicKey(_kind("EC")(public, public))
    if isinstance(public, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return PublicKey(_kind("OKP")(public, public))
    raise ValueError("keys of this type do not sign")


def _kind(key_type: str) -> Any:
    from emulator.keys import jose

    return jose.KINDS[key_type]
