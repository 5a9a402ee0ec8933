"""Whom a client's certificate names: what Keycloak can take from it as a user's identity."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from emulator.core import safe_regex
from emulator.keys import distinguished_name
from emulator.keys.certificate_checks import load

_UPN = "1.3.6.1.4.1.311.20.2.3"
WHOLE = "(.*?)(?:$)"
"""The expression that takes all of a text."""
Printed = Callable[[bytes], str]


def matched(text: str, pattern: str) -> str | None:
    """The one group of a pattern, of any case, where it is in the text; None elsewhere. Raises ``re.error``."""
    hit = safe_regex.search(pattern, text)
    return hit[1] if hit is not None and hit.re.groups == 1 else None


def subject(certificate: bytes, printed: Printed) -> str:
    """The subject's distinguished name."""
    return printed(load(certificate).subject.public_bytes())


def issuer(certificate: bytes, printed: Printed) -> str:
    """The issuer's distinguished name."""
    return printed(load(certificate).issuer.public_bytes())


def common_name(certificate: bytes) -> str | None:
    """The subject's common name, the first of several."""
    return _attribute(certificate, NameOID.COMMON_NAME)


def email(certificate: bytes) -> str | None:
    """The subject's address."""
    return _attribute(certificate, NameOID.EMAIL_ADDRESS)


def serial_number(certificate: bytes, *, hexadecimal: bool) -> str:
    """The serial number, as a number or as its bytes."""
    number = load(certificate).serial_number
    if not hexadecimal:
        return str(number)
    # One bit more than the number has, for its sign: 0x80 takes two bytes.
    return number.to_bytes(number.bit_length() // 8 + 1, "big").hex()


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 hash of the certificate."""
    return hashlib.sha256(certificate).hexdigest()


def pem(certificate: bytes) -> str:
    """The certificate in PEM, without the lines that begin and end it."""
    return base64.b64encode(certificate).decode()


def alternative_email(certificate: bytes) -> str | None:
    """The first address of the subject's alternative names."""
    return next((one.value for one in _alternatives(certificate) if isinstance(one, x509.RFC822Name)), None)


def principal_name(certificate: bytes) -> str | None:
    """The user principal name of the subject's alternative names; the last of another type where there is none."""
    names = [(one.type_id.dotted_string, one.value) for one in _alternatives(certificate) if isinstance(one, x509.OtherName)]
    texts = [(kind, distinguished_name.text_of(value)) for kind, value in names]
    readable = [(kind, text) for kind, text in texts if text is not None]
    for kind, text in readable:
        if kind == _UPN:
            return text
    return readable[-1][1] if readable else None


def _attribute(certificate: bytes, kind: ObjectIdentifier) -> str | None:
    for relative in load(certificate).subject.rdns:
        if any(True for _ in relative.get_attributes_for_oid(kind)):
            return distinguished_name.escaped(next(iter(relative)).value)
    return None


def _alternatives(certificate: bytes) -> list[x509.GeneralName]:
    try:
        return list(load(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except (x509.ExtensionNotFound, x509.UnsupportedGeneralNameType, ValueError):
        return []
