"""Key pairs of clients that the server makes or is given: RSA with a self-signed certificate, and PKCS12 and JKS stores of them.

Keys and certificates are base64 of DER without lines, as Keycloak keeps them in a client's attributes.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from emulator.core.dataclass import dataclass
from emulator.keys import jks
from emulator.keys.generating import make_rsa

_BITS = 4096
_YEARS = dt.timedelta(days=3 * 365)
_EARLIER = dt.timedelta(seconds=100)


class StoreError(ValueError):
    """A store that cannot be opened, or that has not got the alias (then ``missing``)."""

    def __init__(self, text: str, *, missing: bool = False) -> None:
        self.missing = missing
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate, and its private key where there is one."""

    certificate: str
    private_key: str = ""


def generate(common_name: str, now: float) -> KeyPair:
    """A new RSA key with a certificate for three years from ``now`` (epoch seconds). Takes about a second."""
    key = make_rsa(_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    issued = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(int(now * 1000))
        .not_valid_before(moment - _EARLIER).not_valid_after(moment + _YEARS).sign(key, hashes.SHA256())
    )  # fmt: skip
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    return KeyPair(_text(issued.public_bytes(der)), _text(private))


def certificate(text: str) -> str:
    """A certificate, in PEM or base64, as it is kept. Raises ValueError."""
    bare = "".join(line for line in text.split() if "-----" not in line) if "-----" not in text else _between(text)
    found = x509.load_der_x509_certificate(_bytes(bare))
    return _text(found.public_bytes(serialization.Encoding.DER))


def public_key(certificate: str) -> str:
    """The SubjectPublicKeyInfo of a certificate that is kept."""
    key = x509.load_der_x509_certificate(_bytes(certificate)).public_key()
    return _text(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def check_public_key(text: str) -> None:
    """Raises ValueError for what is no public key, in PEM or base64."""
    serialization.load_der_public_key(_bytes(_between(text) if "-----" in text else text))


def store(pair: KeyPair, alias: str, password: str, others: dict[str, bytes]) -> bytes:
    """A PKCS12 store with the pair, or its certificate alone, and other certificates (DER) by alias."""
    own = x509.load_der_x509_certificate(_bytes(pair.certificate))
    chain = [pkcs12.PKCS12Certificate(x509.load_der_x509_certificate(der), name.encode()) for name, der in others.items()]
    encryption = serialization.BestAvailableEncryption(password.encode())
    if not pair.private_key:
        every = [pkcs12.PKCS12Certificate(own, alias.encode()), *chain]
        return pkcs12.serialize_java_truststore(every, encryption)
    return pkcs12.serialize_key_and_certificates(alias.encode(), _key(_bytes(pair.private_key)), own, chain, encryption)


def read(content: bytes, alias: str, password: str) -> KeyPair:
    """The pair of a PKCS12 store, or one of its certificates. Raises StoreError."""
    try:
        loaded = pkcs12.load_pkcs12(content, password.encode())
    except ValueError as error:
        raise StoreError(str(error)) from error
    der = serialization.Encoding.DER
    if loaded.cert is not None and (loaded.cert.friendly_name or b"").decode().lower() == alias.lower():
        held: Any = loaded.key
        private = b"" if held is None else held.private_bytes(
            der, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )  # fmt: skip
        return KeyPair(_text(loaded.cert.certificate.public_bytes(der)), _text(private))
    for entry in loaded.additional_certs:
        if (entry.friendly_name or b"").decode().lower() == alias.lower():
            return KeyPair(_text(entry.certificate.public_bytes(der)))
    raise StoreError(f"there is no '{alias}' in the store", missing=True)


def java_store(pair: KeyPair, alias: str, passwords: tuple[str, str], others: dict[str, bytes], salt: bytes, now: float) -> bytes:
    """A JKS store with the pair, or its certificate alone, and other certificates (DER) by alias; passwords of the key and of the store."""
    hidden = jks.hide(_modern(pair.private_key), passwords[0], salt) if pair.private_key else b""
    entries = {alias: jks.Entry(_bytes(pair.certificate), hidden), **{name: jks.Entry(der) for name, der in others.items()}}
    return jks.dump(entries, passwords[1], int(now * 1000))


def read_java(content: bytes, alias: str, key_password: str, store_password: str) -> KeyPair:
    """The pair of a JKS store, or one of its certificates; the certificate alone where the key has another password. Raises StoreError."""
    try:
        entry = jks.load(content, store_password).get(alias.lower())
    except jks.WrongPassword as error:
        raise StoreError("Password verification failed") from error
    except jks.Unreadable as error:
        raise StoreError("error loading keystore") from error
    if entry is None:
        raise StoreError(f"there is no '{alias}' in the store", missing=True)
    certificate = _text(entry.certificate)
    try:
        return KeyPair(certificate, _old(jks.reveal(entry.hidden_key, key_password)) if entry.hidden_key else "")
    except ValueError:
        return KeyPair(certificate)


def _modern(private_key: str) -> bytes:
    """A key in the form of PKCS#8."""
    form = serialization.PrivateFormat.PKCS8
    octets: bytes = _key(_bytes(private_key)).private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    return octets


def _old(octets: bytes) -> str:
    """A key in the form that is kept, that of PKCS#1."""
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return _text(_key(octets).private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption()))


def _key(octets: bytes) -> Any:
    """A private key that changes its form only: whether its primes are some, which takes long, Keycloak does not ask either."""
    return serialization.load_der_private_key(octets, None, unsafe_skip_rsa_key_validation=True)


def _between(text: str) -> str:
    """What stands between the first pair of PEM's lines."""
    return text.partition("-----\n")[2].partition("-----")[0]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode()
