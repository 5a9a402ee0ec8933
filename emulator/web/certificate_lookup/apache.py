"""Apache: PEM on one line."""

from __future__ import annotations

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    return _headers.with_numbered(values, options, client_certificates.from_text)


CERTIFICATE_LOOKUP = CertificateLookup("apache", certificates=certificates)
