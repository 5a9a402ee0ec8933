"""Asking a responder whether a certificate is revoked (OCSP, RFC 6960)."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from emulator.core.dataclass import dataclass
from emulator.keys.certificate_checks import CertificateFault, dated, load

FAILED = "OCSP check failed"
MEDIA_TYPE = "application/ocsp-request"
# A responder's clock may be that much ahead or behind.
_TOLERANCE = dt.timedelta(minutes=15)
_REFUSALS = {
    ocsp.OCSPResponseStatus.MALFORMED_REQUEST: "Malformed request. OCSP response error: 1",
    ocsp.OCSPResponseStatus.INTERNAL_ERROR: "Internal error/try later. OCSP response error: 2",
    ocsp.OCSPResponseStatus.TRY_LATER: "Internal error/try later. OCSP response error: 3",
    ocsp.OCSPResponseStatus.SIG_REQUIRED: "Invalid or missing signature. OCSP response error: 5",
    ocsp.OCSPResponseStatus.UNAUTHORIZED: "Unauthorized request. OCSP response error: 6",
}


class RevokedFault(CertificateFault):
    """The responder says that the certificate is revoked: the one answer that always counts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A certificate and its issuer's, in DER, with the number that the answer has to repeat; ``responder`` is whose key may sign."""

    certificate: bytes
    issuer: bytes
    nonce: bytes
    responder: bytes = b""

    def encoded(self) -> bytes:
        """The request's body."""
        builder = ocsp.OCSPRequestBuilder().add_certificate(load(self.certificate), load(self.issuer), hashes.SHA1())  # noqa: S303 - names a certificate
        return builder.add_extension(x509.OCSPNonce(self.nonce), critical=False).build().public_bytes(Encoding.DER)

    def check(self, body: bytes, now: float) -> None:
        """Raises CertificateFault unless the answer says, believably, that the certificate is good."""
        try:
            answer = ocsp.load_der_ocsp_response(body)
        except ValueError as error:
            raise CertificateFault(FAILED) from error
        if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise CertificateFault(_REFUSALS.get(answer.response_status, FAILED))
        self._check_signature(answer)
        self._check_nonce(answer)
        number = load(self.certificate).serial_number
        single = next((response for response in answer.responses if response.serial_number == number), None)
        if single is None:
            raise CertificateFault("OCSP response does not include a response for a certificate supplied in the OCSP request")
        _check_times(single, dt.datetime.fromtimestamp(now, dt.UTC))
        _check_status(single)

    def _check_nonce(self, answer: ocsp.OCSPResponse) -> None:
        try:
            repeated = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        except x509.ExtensionNotFound:
            return
        if repeated != self.nonce:
            raise CertificateFault("Nonces do not match.")

    def _check_signature(self, answer: ocsp.OCSPResponse) -> None:
        """The answer is signed by the issuer, by the responder that is named, or by one that the issuer has certified for it."""
        known = [load(self.issuer), *([load(self.responder)] if self.responder else [])]
        signer = next((certificate for certificate in known if _is_of(answer, certificate)), None)
        if signer is None:
            signer = next((certificate for certificate in answer.certificates if _is_of(answer, certificate)), None)
            if signer is None:
                raise CertificateFault("Unable to verify OCSP Response's signature")
            _check_delegate(signer, known[0])
        if not _is_signed_by(signer, answer):
            raise CertificateFault(FAILED)


def der(certificate: x509.Certificate) -> bytes:
    """A certificate's encoding."""
    return certificate.public_bytes(Encoding.DER)


def responder_of(certificate: bytes) -> str:
    """The responder's URL as the certificate names it; raises CertificateFault where it names none."""
    try:
        services = list(load(certificate).extensions.get_extension_for_class(x509.AuthorityInformationAccess).value)
    except (x509.ExtensionNotFound, ValueError):
        services = []
    for access in services:
        place = access.access_location
        if access.access_method == AuthorityInformationAccessOID.OCSP and isinstance(place, x509.UniformResourceIdentifier):
            return place.value
    raise CertificateFault("No OCSP Responder URI in certificate")


def _is_of(answer: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    """Whether the answer names the holder of the certificate as its responder."""
    if answer.responder_name is not None:
        return answer.responder_name == certificate.subject
    return answer.responder_key_hash == x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest


def _check_delegate(signer: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        purposes = list(signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        purposes = []
    if ExtendedKeyUsageOID.OCSP_SIGNING not in purposes:
        raise CertificateFault("Responder's certificate not valid for signing OCSP responses")
    try:
        signer.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature) as error:
        raise CertificateFault("Unable to verify OCSP Response's signature") from error


def _is_signed_by(signer: x509.Certificate, answer: ocsp.OCSPResponse) -> bool:
    key, algorithm = signer.public_key(), answer.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _check_times(single: ocsp.OCSPSingleResponse, now: dt.datetime) -> None:
    ends = single.next_update_utc
    if single.this_update_utc > now + _TOLERANCE or (ends is not None and ends < now - _TOLERANCE):
        raise CertificateFault("Response is unreliable: its validity interval is out-of-date")


def _check_status(single: ocsp.OCSPSingleResponse) -> None:
    if single.certificate_status == ocsp.OCSPCertStatus.UNKNOWN:
        raise CertificateFault("Unable to determine certificate's revocation status.")
    moment = single.revocation_time_utc
    if single.certificate_status == ocsp.OCSPCertStatus.REVOKED and moment is not None:
        reason = single.revocation_reason.name.upper() if single.revocation_reason is not None else "UNSPECIFIED"
        raise RevokedFault(f"Certificate's been revoked.\n{reason}\nRevoked on: {dated(moment)}")
