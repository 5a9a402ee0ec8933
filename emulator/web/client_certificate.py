"""The certificate that a client has shown: in the TLS handshake, or to a proxy that passes it on."""

from __future__ import annotations

from ssl import PEM_cert_to_DER_cert
from typing import TYPE_CHECKING

from emulator.web.certificate_lookup import CERTIFICATE_LOOKUPS
from emulator.web.issuer import is_trusted_proxy

if TYPE_CHECKING:
    from emulator.web.call import Call


def presented(call: Call) -> tuple[bytes, ...]:
    """The client's certificate and those that it sent along, in DER; empty where there is none.

    Headers count only where the settings name the proxy that writes them, and then the handshake does not.
    """
    settings = call.emulator.settings
    if settings.certificate_lookup == "default":
        tls = call.request.scope.get("extensions", {}).get("tls", {})
        return tuple(PEM_cert_to_DER_cert(pem) for pem in tls.get("client_cert_chain", ()))
    member = CERTIFICATE_LOOKUPS.get(settings.certificate_lookup)
    if member is None or not is_trusted_proxy(settings, call):
        call.log.append("headers with a certificate are not trusted from this address")
        return ()
    try:
        return tuple(member.certificates(call.request.headers.getlist, settings.certificate_lookup_options))
    except ValueError as error:
        call.log.append(f"the proxy's certificate cannot be read: {error}")
        return ()
