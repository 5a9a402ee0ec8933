"""X.509 certificates of keys."""

from __future__ import annotations

from typing import Any

from emulator.keys.pem import der

_BACKDATED = 100
_NAME_LIMIT = 64
_VERSION = 0xA0
"""The tag of the version, which a certificate of the first one has not."""


def load(text: str) -> Any:
    """An X.509 certificate from PEM or bare base64; raises ValueError."""
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(der(text))


def public_key(text: str) -> Any:
    """The public key of a certificate in PEM or bare base64; raises ValueError.

    Certificates of old Java versions say more of their signature than the standard has, and cannot be loaded; their key counts.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return load(text).public_key()
    except ValueError as error:
        try:
            return load_der_public_key(_subject_public_key_info(der(text)))
        except (IndexError, UnsupportedAlgorithm) as unreadable:
            raise error from unreadable


def _subject_public_key_info(data: bytes) -> bytes:
    """That part of a certificate in DER (RFC 5280, section 4.1); raises IndexError or ValueError."""
    start, _ = _content(data, _content(data, 0)[0])
    if data[start] == _VERSION:
        start = _content(data, start)[1]
    for _ in ("serialNumber", "signature", "issuer", "validity", "subject"):
        start = _content(data, start)[1]
    return data[start : _content(data, start)[1]]


def _content(data: bytes, start: int) -> tuple[int, int]:
    """Where the content of the element at ``start`` begins and ends."""
    size, place = data[start + 1], start + 2
    if size & 0x80:
        end = place + (size & 0x7F)
        size, place = int.from_bytes(data[place:end], "big"), end
    return place, place + size


def self_signed(private: Any, name: str, now: float) -> Any:
    """A certificate for ``CN=name`` signed by its own key, from 100 s before ``now`` (epoch seconds) for ten years, as observed."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_NAME_LIMIT] or "realm")])
    start = datetime.fromtimestamp(int(now), UTC)
    leap_day = start.month == 2 and start.day == 29
    end = start.replace(year=start.year + 10, day=28 if leap_day else start.day)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(max(1, int(now * 1000)))
        .not_valid_before(start - timedelta(seconds=_BACKDATED))
        .not_valid_after(end)
    )
    return builder.sign(private, hashes.SHA256())
