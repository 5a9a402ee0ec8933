"""PEM, base64 and DER, as key providers keep them in their config."""

from __future__ import annotations

import base64
from typing import Any

_STANDARD = str.maketrans("-_", "+/")


def der(text: str) -> bytes:
    """The bytes of PEM, or of the bare base64 of it; raises ValueError."""
    lines = [line.strip() for line in text.strip().splitlines() if not line.startswith("-----")]
    return base64.b64decode("".join(lines), validate=True)


def load_private(text: str, *, kind: str, trusted: bool = False) -> Any:
    """A private key in PKCS#8 or PKCS#1; raises ValueError, also when it is not of ``kind``: ``RSA``, ``EC`` or ``OKP``.

    ``trusted`` skips OpenSSL's check of an RSA key, which takes 40 ms.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        private = load_der_private_key(der(text), None, unsafe_skip_rsa_key_validation=trusted)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error
    kinds: dict[str, Any] = {
        "RSA": rsa.RSAPrivateKey,
        "EC": ec.EllipticCurvePrivateKey,
        "OKP": ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey,
    }
    if not isinstance(private, kinds[kind]):
        raise ValueError(f"this is not an {kind} key")
    return private


def secret(text: str) -> bytes:
    """The bytes of a secret in base64url, padded or not; raises ValueError."""
    bare = text.translate(_STANDARD).rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def private_text(private: Any, *, traditional: bool) -> str:
    """A private key in bare base64: ``traditional`` is PKCS#1, else PKCS#8."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    form = PrivateFormat.TraditionalOpenSSL if traditional else PrivateFormat.PKCS8
    return base64.b64encode(private.private_bytes(Encoding.DER, form, NoEncryption())).decode()


def public_text(private: Any) -> str:
    """The public key in bare base64 (SubjectPublicKeyInfo)."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(public).decode()


def certificate_text(certificate: Any) -> str:
    """A certificate in bare base64."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
