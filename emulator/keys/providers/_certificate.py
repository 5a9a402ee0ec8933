"""X.509 certificates of keys."""

from __future__ import annotations

from typing import Any

from emulator.keys.providers._encoding import der

_BACKDATED = 100
_NAME_LIMIT = 64


def load(text: str) -> Any:
    """An X.509 certificate from PEM or bare base64; raises ValueError."""
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(der(text))


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
