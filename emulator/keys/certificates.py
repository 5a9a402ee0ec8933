"""A throw-away certificate authority and a server's certificate, for TLS in tests."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from emulator.core.dataclass import dataclass

_Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_DAY = dt.timedelta(days=1)
_LIFESPAN = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Issued:
    """The authority's certificate, the server's certificate and the server's key, all in PEM. The authority's key is kept nowhere."""

    authority: bytes
    certificate: bytes
    key: bytes


def issue(hosts: tuple[str, ...], now: float) -> Issued:
    """A certificate for the names and addresses, good from a day before ``now`` (epoch seconds) for a year."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Keycloak emulator, a throw-away authority")
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    authority = (
        _builder(issuer, issuer, root, moment)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root.public_key()), critical=False)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root, hashes.SHA256())
    )
    certificate = (
        _builder(_name(hosts[0]), issuer, key, moment)
        .add_extension(x509.SubjectAlternativeName([_alternative(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(root, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Issued(authority.public_bytes(pem), certificate.public_bytes(pem), private)


def self_signed(common: str, now: float, *, pkcs8: bool = False) -> tuple[str, str]:
    """A certificate of an RSA key for this name, good from ``now`` (epoch seconds) for ten years, and the key, in bare base64.

    The key is in the form of PKCS #1, or of PKCS #8 where that is asked for.
    """
    key = rsa.generate_private_key(65537, 2048)
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    # A common name has 64 characters at most (RFC 5280 appendix A.1).
    unsigned = _builder(_name(common[:64] or "client"), _name(common[:64] or "client"), key, moment, 10 * _LIFESPAN)
    der, forms = serialization.Encoding.DER, serialization.PrivateFormat
    certificate = unsigned.sign(key, hashes.SHA256()).public_bytes(der)
    private = key.private_bytes(der, forms.PKCS8 if pkcs8 else forms.TraditionalOpenSSL, serialization.NoEncryption())
    return base64.b64encode(certificate).decode(), base64.b64encode(private).decode()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: _Private, moment: dt.datetime, lifespan: dt.timedelta = _LIFESPAN
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return made.serial_number(x509.random_serial_number()).not_valid_before(moment - _DAY).not_valid_after(moment + lifespan)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
