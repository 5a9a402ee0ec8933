"""Traefik: ``X-Forwarded-Tls-Client-Cert`` with certificates in Base64 between commas."""

from __future__ import annotations

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    text = _headers.one(values, "x-forwarded-tls-client-cert").strip()
    parts = text.split(",")[: _headers.length(options) + 1] if text else []
    return [client_certificates.from_text(part) for part in parts]


CERTIFICATE_LOOKUP = CertificateLookup("traefik", certificates=certificates)
