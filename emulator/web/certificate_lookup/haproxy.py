"""HAProxy: DER in Base64, authorities one after the other in one header, or in headers with a number."""

from __future__ import annotations

import base64
import binascii

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    name = options[_headers.CHAIN]
    if not name:
        return _headers.with_numbered(values, options, client_certificates.from_base64)
    own = _headers.read(values, options, client_certificates.from_base64)
    if not own:
        return []
    try:
        rest = client_certificates.all_from_der(base64.b64decode(_headers.one(values, name)))
    except (binascii.Error, ValueError):
        return own
    return [*own, *rest[: _headers.length(options)]]


CERTIFICATE_LOOKUP = CertificateLookup("haproxy", certificates=certificates)
