"""Lists of certificates that an authority has revoked (RFC 5280 section 5), and whether a certificate stands on one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

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


def check(
    chain: Sequence[bytes], content: bytes, place: str, now: float, authorities: Sequence[x509.Certificate], *, must_be_fresh: bool
) -> None:
    """Raises CertificateFault where the list, in PEM or DER, has the client's certificate, the first of the chain, or does not count.

    It does not count where it cannot be read, where it is old and must not be, and where neither a certificate of the chain nor one
    of the ``authorities`` that are trusted has signed it; in Keycloak's words, as observed.
    """
    try:
        listed = x509.load_pem_x509_crl(content) if b"-----BEGIN" in content else x509.load_der_x509_crl(content)
    except ValueError as error:
        raise CertificateFault(f"Error when loading crl {place} : {error}") from error
    renewed = listed.next_update_utc
    if must_be_fresh and renewed is not None and renewed < dt.datetime.fromtimestamp(now, dt.UTC):
        raise CertificateFault(f"CRL from '{place}' is not refreshed. Next update is {dated(renewed)}.")
    read = [load(certificate) for certificate in chain]
    _check_signature(listed, read, authorities)
    if read[0].issuer == listed.issuer and listed.get_revoked_certificate_by_serial_number(read[0].serial_number) is not None:
        subject = distinguished_name.in_order(read[0].subject.public_bytes())
        raise CertificateFault(f"Certificate has been revoked, certificate's subject: {subject}")


def _check_signature(
    listed: x509.CertificateRevocationList, chain: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate]
) -> None:
    # A certificate of the chain that has the issuer's name is asked alone, whatever is trusted.
    of_chain = next((certificate for certificate in chain if certificate.subject == listed.issuer), None)
    if of_chain is not None:
        if not _is_signed(listed, of_chain):
            raise CertificateFault("Signature does not match.")
        return
    trusted = [authority for authority in authorities if authority.subject == listed.issuer]
    if not trusted:
        raise CertificateFault(_UNKNOWN_ISSUER)
    if not any(_is_signed(listed, authority) for authority in trusted):
        issuer = distinguished_name.printed(listed.issuer.public_bytes())
        raise CertificateFault(f"Not available certificate for CRL issuer '{issuer}' in the truststore, nor in the CA chain")


def _is_signed(listed: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False


_UNKNOWN_ISSUER = 'Cannot invoke "java.util.List.iterator()" because "crlSignatureCertificates" is null'
