"""Whether a client's certificate may be used: its time, its purposes and its policies, in the order and the words of Keycloak's check."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TypeVar

from cryptography import x509

from emulator.keys import client_certificates

_USAGES = {
    "digitalSignature": "digital_signature", "nonRepudiation": "content_commitment", "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment", "keyAgreement": "key_agreement", "keyCertSign": "key_cert_sign", "cRLSign": "crl_sign",
    "encipherOnly": "encipher_only", "decipherOnly": "decipher_only",
}  # fmt: skip
E = TypeVar("E", bound=x509.ExtensionType)
_DATE = "%a %b %d %H:%M:%S UTC %Y"


class CertificateFault(ValueError):
    """Why a certificate is refused, in Keycloak's words."""


def load(certificate: bytes) -> x509.Certificate:
    """A certificate in DER; raises CertificateFault."""
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise CertificateFault(f"the certificate cannot be read: {error}") from error


def dated(moment: dt.datetime) -> str:
    """A time in UTC as messages write it."""
    return moment.strftime(_DATE)


def check_trust(chain: Sequence[bytes], authorities: Sequence[x509.Certificate], now: float) -> None:
    """Raises CertificateFault unless the certificate leads to a root that is trusted."""
    try:
        client_certificates.chain(chain, authorities, now)
    except ValueError as error:
        began = load(chain[0]).not_valid_before_utc.timestamp()
        try:
            client_certificates.chain(chain, authorities, began)
        except ValueError:
            raise CertificateFault("No issuer certificate for certificate in certification path found.") from error
        raise CertificateFault("Certification path could not be validated.") from error


def check_time(certificate: bytes, now: float) -> None:
    """Raises CertificateFault for a certificate that is not valid at this time, in epoch seconds."""
    read = load(certificate)
    begins, ends = read.not_valid_before_utc, read.not_valid_after_utc
    number = re.sub("..(?!$)", r"\g<0> ", f"{read.serial_number:x}")
    if begins.timestamp() > now:
        raise CertificateFault(f"certificate with serialnumber '{number}' is not valid yet: {dated(begins)}")
    if ends.timestamp() < now:
        raise CertificateFault(f"certificate with serialnumber '{number}' has expired on: {dated(ends)}")


def check_key_usage(certificate: bytes, wanted: str) -> None:
    """Raises CertificateFault where a usage of the list is missing; one that is not critical only has to be there."""
    names = {name.strip().lower() for name in wanted.split(",")}
    bits = [name for name in _USAGES if name.lower() in names]
    extension = _extension(certificate, x509.KeyUsage)
    if extension is None:
        if bits:
            raise CertificateFault("Key usage extension is expected, but unavailable.")
        return
    missing = [name for name in bits if not _has(extension.value, _USAGES[name])]
    if missing and extension.critical:
        raise CertificateFault("\n".join(f"Key Usage bit '{name}' is not set." for name in missing))


def check_extended_key_usage(certificate: bytes, wanted: str) -> None:
    """Raises CertificateFault where a purpose of the list, as OIDs, is missing from an extension that is critical, or there is none."""
    purposes = _listed(wanted)
    if not purposes:
        return
    extension = _extension(certificate, x509.ExtendedKeyUsage)
    if extension is None:
        raise CertificateFault("Extended key usage extension is expected, but unavailable")
    held = {purpose.dotted_string for purpose in extension.value}
    missing = [purpose for purpose in purposes if purpose.lower() not in held]
    if missing and extension.critical:
        raise CertificateFault(f"Extended Key Usage '{missing[0]}' is missing.")


def check_policies(certificate: bytes, wanted: str, *, is_one_enough: bool) -> None:
    """Raises CertificateFault unless the certificate has all policies of the list, as OIDs, or one of them."""
    policies = _listed(wanted)
    if not policies:
        return
    expected = "Certificate Policy validation was expected, but no certificate"
    if not len(_extensions(certificate)):
        raise CertificateFault(f"{expected} extensions were found")
    extension = _extension(certificate, x509.CertificatePolicies)
    if extension is None:
        raise CertificateFault(f"{expected} policy extensions were found")
    held = [policy.policy_identifier.dotted_string for policy in extension.value]
    missing = [policy for policy in policies if policy.lower() not in held]
    if is_one_enough and len(missing) == len(policies):
        said = f"found = '{','.join(held)}', expected = '{','.join(policies)}'"
        raise CertificateFault(f"Certificate Policy check failed: mode = ANY, {said}.")
    if missing and not is_one_enough:
        raise CertificateFault(f"Certificate Policy check failed: mode = ALL, certificate policy '{missing[0]}' is missing.")


def _listed(text: str) -> list[str]:
    return [one.strip() for one in re.split("[,;:]", text)] if text.strip() else []


def _extensions(certificate: bytes) -> x509.Extensions:
    try:
        return load(certificate).extensions
    except (ValueError, x509.UnsupportedGeneralNameType) as error:
        raise CertificateFault(f"the certificate's extensions cannot be read: {error}") from error


def _extension(certificate: bytes, kind: type[E]) -> x509.Extension[E] | None:
    try:
        return _extensions(certificate).get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def _has(usage: x509.KeyUsage, name: str) -> bool:
    # These two mean something beside key agreement only, and cannot be asked for without it.
    if name in ("encipher_only", "decipher_only") and not usage.key_agreement:
        return False
    return bool(getattr(usage, name))
