"""nginx: PEM, escaped as in a URL (``$ssl_client_escaped_cert``); whether nginx itself trusts it is asked for where an option says so."""

from __future__ import annotations

from urllib.parse import unquote_plus

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers

_VERDICT = "ssl-client-verify"


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    escaped = options["cert-is-url-encoded"].lower() == "true"
    trusts = options["trust-proxy-verification"].lower() == "true"

    def decode(text: str) -> bytes:
        return client_certificates.from_text(unquote_plus(text) if escaped else text)

    if not trusts:
        return _headers.read(values, options, decode)
    if _headers.one(values, _VERDICT) != "SUCCESS":
        return []
    return _headers.with_numbered(values, options, decode)


CERTIFICATE_LOOKUP = CertificateLookup("nginx", certificates=certificates)
