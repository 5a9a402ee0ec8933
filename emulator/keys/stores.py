"""Certificates and keys of a server's TLS, from the files that Keycloak takes: PEM and PKCS12."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from emulator.core.dataclass import dataclass

_PEM = serialization.Encoding.PEM
_TYPES = {
    ".p12": "PKCS12", ".pfx": "PKCS12", ".pkcs12": "PKCS12", ".jks": "JKS", ".keystore": "JKS", ".truststore": "JKS",
    ".pem": "PEM", ".crt": "PEM", ".cer": "PEM",
}  # fmt: skip


class StoreError(ValueError):
    """A file that cannot be used; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate, followed by those of its authorities, and its private key, both in PEM."""

    certificate: bytes
    key: bytes


def from_files(certificate: str, key: str) -> Identity:
    """Certificate and key from two PEM files. Raises StoreError."""
    chain = pem_certificates(certificate)
    text = _content(key)
    try:
        loaded = serialization.load_pem_private_key(text, None)
    except (ValueError, TypeError) as error:
        raise StoreError(f"{key} has no private key in PEM that needs no password") from error
    if loaded.public_key() != chain[0].public_key():
        raise StoreError(f"{key} is not the key of the certificate in {certificate}")
    return Identity(_written(chain), text)


def from_key_store(path: str, password: str, kind: str) -> Identity:
    """Certificate and key from a key store; ``kind`` is empty where the file's name says it. Raises StoreError."""
    if _kind(path, kind, "key store") != "PKCS12":
        raise StoreError(f"the key store {path} has to be PKCS12: keytool -importkeystore -deststoretype pkcs12 makes one of a JKS file")
    found = _pkcs12(path, password)
    if found.key is None or found.cert is None:
        raise StoreError(f"the key store {path} has no certificate with its key")
    chain = [found.cert.certificate, *(one.certificate for one in found.additional_certs)]
    key = found.key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Identity(_written(chain), key)


def trusted(path: str, password: str, kind: str) -> list[x509.Certificate]:
    """The certificates of a trust store; ``kind`` is empty where the file's name says it. Raises StoreError."""
    store_kind = _kind(path, kind, "trust store")
    if store_kind == "JKS":
        raise StoreError(f"the trust store {path} has to be PEM or PKCS12: keytool -importkeystore -deststoretype pkcs12 makes one of JKS")
    if store_kind == "PEM":
        return pem_certificates(path)
    store = _pkcs12(path, password)
    certificates = [entry.certificate for entry in store.additional_certs]
    if store.cert is not None:
        certificates.insert(0, store.cert.certificate)
    if not certificates:
        raise StoreError(f"the trust store {path} has no certificate")
    return certificates


def authorities(places: tuple[str, ...], store: str, password: str, kind: str) -> list[x509.Certificate]:
    """The certificates of several files and folders and of a trust store, which may be empty. Raises StoreError."""
    found = [one for place in places for one in trusted_below(place)]
    return found + trusted(store, password, kind) if store else found


def trusted_below(path: str) -> list[x509.Certificate]:
    """The certificates of a file or of all files in a folder, PEM or PKCS12 without a password. Raises StoreError."""
    place = Path(path)
    if not place.is_dir():
        return trusted(path, "", "")
    files = sorted(file for file in place.rglob("*") if file.is_file() and _TYPES.get(file.suffix.lower()) in ("PEM", "PKCS12"))
    return [certificate for file in files for certificate in trusted(str(file), "", "")]


def pem_certificates(path: str) -> list[x509.Certificate]:
    """All certificates of a PEM file, at least one. Raises StoreError."""
    try:
        return x509.load_pem_x509_certificates(_content(path))
    except ValueError as error:
        raise StoreError(f"{path} has no certificate in PEM that can be read") from error


def as_pem(certificates: list[x509.Certificate]) -> str:
    """The certificates one after the other, in PEM."""
    return _written(certificates).decode()


def _written(chain: list[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(_PEM) for certificate in chain)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error


def _kind(path: str, kind: str, what: str) -> str:
    found = kind or _TYPES.get(Path(path).suffix.lower(), "")
    if not found:
        raise StoreError(f"the type of the {what} {path} cannot be told from its name: give it as an option")
    return found


def _pkcs12(path: str, password: str) -> pkcs12.PKCS12KeyAndCertificates:
    content = _content(path)
    try:
        return pkcs12.load_pkcs12(content, password.encode() or None)
    except ValueError as error:
        raise StoreError(f"{path} is no PKCS12 file, or has another password") from error
