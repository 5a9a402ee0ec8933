"""Envoy: ``x-forwarded-client-cert`` with the chain, or the certificate alone, as escaped PEM."""

from __future__ import annotations

from urllib.parse import unquote_plus

from emulator.keys import client_certificates
from emulator.web.certificate_lookup import CertificateLookup, _headers


def certificates(values: _headers.Values, options: _headers.Options) -> list[bytes]:
    """See the folder."""
    found = values("x-forwarded-client-cert")
    pairs = [part.partition("=") for part in found[0].split(";")] if found else []
    fields = {name.strip(): value.strip() for name, equals, value in pairs if equals}
    text = fields.get("Chain") or fields.get("Cert") or ""
    return list(client_certificates.all_from_pem(unquote_plus(text.strip('"')))) if text else []


CERTIFICATE_LOOKUP = CertificateLookup("envoy", certificates=certificates)
