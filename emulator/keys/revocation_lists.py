"""Lists of certificates that an authority has revoked (RFC 5280 section 5), and whether a certificate stands on one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cryptography import x509

from emulator.keys import distinguished_name
from emulator.keys.certificate_checks import CertificateFault, dated, load


def points(certificate: bytes) -> list[str]:
    """The URLs at which the certificate says that lists are; raises CertificateFault without any."""
    try:
        places = list(load(certificate).extensions.get_extension_for_class(x509.CRLDistributionPoints).value)
    except (x509.ExtensionNotFound, ValueError):
        places = []
    names = [name for point in places for name in point.full_name or () if isinstance(name, x509.UniformResourceIdentifier)]
    if not names:
        what = "Could not find any CRL distribution points in the certificate"
        raise CertificateFault(f"{what}, unable to check the certificate revocation status using CRL/DP.")
    return [name.value for name in names]


def check(chain: Sequence[bytes], content: bytes, place: str, now: float, *, must_be_fresh: bool) -> None:
    """Raises CertificateFault where the list, in PEM or DER, has a certificate of the chain, cannot be read, or is old and must not be."""
    try:
        listed = x509.load_pem_x509_crl(content) if b"-----BEGIN" in content else x509.load_der_x509_crl(content)
    except ValueError as error:
        raise CertificateFault(f"Error when loading crl {place} : {error}") from error
    renewed = listed.next_update_utc
    if must_be_fresh and renewed is not None and renewed < dt.datetime.fromtimestamp(now, dt.UTC):
        raise CertificateFault(f"CRL from '{place}' is not refreshed. Next update is {dated(renewed)}.")
    for certificate in chain:
        read = load(certificate)
        revoked = listed.get_revoked_certificate_by_serial_number(read.serial_number)
        if revoked is not None and read.issuer == listed.issuer:
            subject = distinguished_name.in_order(read.subject.public_bytes())
            raise CertificateFault(f"Certificate has been revoked, certificate's subject: {subject}")
