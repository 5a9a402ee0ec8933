"""``Client-Cert`` and ``Client-Cert-Chain`` (RFC 9440): byte sequences between colons."""

from __future__ import annotations

import re

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    sent = values(options[_headers.CLIENT])
    if not sent:
        return []
    if len(sent) > 1:
        raise ValueError("the header with the client's certificate came more than once")
    rest = [part for value in values(options[_headers.CHAIN]) for part in re.split(r",\s*", value)]
    return [_sequence(part) for part in (sent[0], *rest[: _headers.length(options)])]


def _sequence(text: str) -> bytes:
    if len(text) < 2 or text[0] != ":" or text[-1] != ":":
        raise ValueError("the value is no byte sequence between colons")
    return client_certificates.from_base64(text[1:-1])


CERTIFICATE_LOOKUP = CertificateLookup("rfc9440", certificates=certificates)
