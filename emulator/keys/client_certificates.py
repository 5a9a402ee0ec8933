"""Certificates of clients: read, recognised, and followed to an authority that is trusted (RFC 8705)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification

from emulator.keys.key import b64url

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def thumbprint(certificate: bytes) -> str:
    """The SHA-256 hash of a certificate in DER, as ``x5t#S256`` has it."""
    return b64url(hashlib.sha256(certificate).digest())


def from_text(text: str) -> bytes:
    """The one certificate in PEM, with line breaks or without them, or in bare Base64, as DER. Raises ValueError."""
    if text.count(_BEGIN) > 1:
        raise ValueError("there is more than one certificate")
    body = text.partition(_BEGIN)[2].partition(_END)[0] if _BEGIN in text else text
    return from_base64(body)


def from_base64(text: str) -> bytes:
    """A certificate's DER from Base64, in which anything that is none is passed over, as Java's MIME decoder does. Raises ValueError."""
    try:
        der = base64.b64decode(text)
        x509.load_der_x509_certificate(der)
    except (binascii.Error, ValueError) as error:
        raise ValueError("there is no certificate that can be read") from error
    return der


def all_from_pem(text: str) -> tuple[bytes, ...]:
    """All certificates of a PEM text. Raises ValueError."""
    return tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(text.encode()))


def all_from_der(data: bytes) -> list[bytes]:
    """Certificates that follow each other in DER. Raises ValueError."""
    certificates = []
    while data:
        # A certificate is a SEQUENCE, whose length takes two bytes after the byte that says so.
        if data[:2] != b"\x30\x82":
            raise ValueError("there is no certificate that can be read")
        size = 4 + int.from_bytes(data[2:4], "big")
        certificates.append(x509.load_der_x509_certificate(data[:size]).public_bytes(Encoding.DER))
        data = data[size:]
    return certificates


def subject(certificate: bytes) -> bytes:
    """The subject of a certificate, both in DER. Raises ValueError for one that cannot be read."""
    return x509.load_der_x509_certificate(certificate).subject.public_bytes()


def chain(certificates: Sequence[bytes], trusted: Sequence[x509.Certificate], now: float) -> tuple[bytes, ...]:
    """The client's certificate and those that lead to a trusted one, in DER, at a time in epoch seconds. Raises ValueError."""
    leaf, *others = (x509.load_der_x509_certificate(der) for der in certificates)
    if not any(root.subject == root.issuer for root in trusted):
        raise ValueError("no root certificate is in a trust store")
    everything = verification.ExtensionPolicy.permit_all()
    authority = everything.require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, None)
    roots = [root for root in trusted if root.subject == root.issuer]
    policy = verification.PolicyBuilder().store(verification.Store(roots)).time(dt.datetime.fromtimestamp(now, dt.UTC).replace(tzinfo=None))
    verifier = policy.extension_policies(ca_policy=authority, ee_policy=everything).build_client_verifier()
    try:
        verified = verifier.verify(
            leaf, [*others, *(intermediate for intermediate in trusted if intermediate.subject != intermediate.issuer)]
        )
    except (verification.VerificationError, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(f"the certificate is not trusted: {error}") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in verified.chain)
