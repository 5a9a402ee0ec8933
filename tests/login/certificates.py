"""Certificates of people, made for a test, and a proxy that passes them on."""

import base64
import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

DER = serialization.Encoding.DER
DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
SERIAL = 0x1A2B3C4D5E
_OIDS = {
    "C": NameOID.COUNTRY_NAME, "O": NameOID.ORGANIZATION_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME, "CN": NameOID.COMMON_NAME,
    "E": NameOID.EMAIL_ADDRESS,
}  # fmt: skip
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip


def name(*parts):
    return x509.Name([x509.NameAttribute(_OIDS[kind], value) for kind, value in parts])


def text(kind, value):
    """Another name of the type ``kind``, a short text."""
    return x509.OtherName(ObjectIdentifier(kind), b"\x0c" + bytes([len(value)]) + value.encode())


ISSUER = name(("C", "SE"), ("O", "Tests"), ("CN", "Throw-away Authority"), ("E", "ca@example.org"))
ALICE = name(("C", "SE"), ("O", "Acme, Inc."), ("OU", "R+D"), ("CN", "alice"), ("E", "alice@example.org"))
AUTHORITY_KEY, KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
OTHER = text("1.2.3.4", "bob")
NAMES = [x509.DNSName("a.example.org"), x509.RFC822Name("alice@example.org"), x509.RFC822Name("bob@example.org"), OTHER]
NAMES.append(text("1.3.6.1.4.1.311.20.2.3", "alice"))
POLICIES = x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(f"1.2.3.4.{last}"), None) for last in (5, 6)])
PURPOSE = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


def usage(*names):
    return x509.KeyUsage(**{each: each in names for each in _USAGES})


def made(subject, *extensions, issuer=ISSUER, signer=AUTHORITY_KEY, key=KEY, serial=SERIAL, begins=-DAY, ends=DAY):
    """A certificate with extensions, (value, whether it is critical) each."""
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key()).serial_number(serial)
    builder = builder.not_valid_before(NOW + begins).not_valid_after(NOW + ends)
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    return builder.sign(signer, hashes.SHA256())


def points(url):
    """The extension that says where revoked certificates are listed."""
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)]), False


AUTHORITY = made(ISSUER, (x509.BasicConstraints(True, None), True), (usage("key_cert_sign", "crl_sign"), True), key=AUTHORITY_KEY, serial=1)
CERTIFICATES = {
    "full": made(
        ALICE, (x509.SubjectAlternativeName(NAMES), False), (POLICIES, False), (PURPOSE, False), (usage("digital_signature"), False)
    ),
    "critical": made(ALICE, (POLICIES, False), (PURPOSE, True), (usage("digital_signature"), True)),
    "bare": made(ALICE),
    "unknown": made(name(("CN", "nobody"))),
    "bob": made(name(("CN", "bob")), serial=0xABCD),
    "off": made(name(("CN", "off"))),
    "expired": made(ALICE, ends=-DAY / 2),
    "future": made(ALICE, begins=DAY / 2),
    "nocn": made(name(("O", "Acme"))),
    "other": made(ALICE, (x509.SubjectAlternativeName([OTHER]), False)),
    "stranger": made(ALICE, signer=KEY, issuer=name(("CN", "Stranger")), serial=0x80),
}


def revoked(*serials, ends=DAY, issuer=ISSUER, signer=AUTHORITY_KEY):
    """A list of revoked certificates, in PEM."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(NOW - 3 * DAY).next_update(NOW + ends)
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def encoded(certificate):
    return base64.b64encode(certificate.public_bytes(DER)).decode()


def headers(label, *chain):
    """What a proxy sends for a certificate, and for those that came along."""
    if label is None:
        return {}
    sent = {"ssl-client-cert": encoded(CERTIFICATES[label])}
    return sent | {f"cert-chain-{place}": encoded(certificate) for place, certificate in enumerate(chain)}
