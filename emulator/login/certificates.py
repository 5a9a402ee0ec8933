"""Logins by a client's certificate: what the browser's step and the direct grant's share.

``config`` is a step's configuration; what it names and in which order it is looked at is as observed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from emulator.context import Context
from emulator.keys import certificate_checks, certificate_identity, distinguished_name
from emulator.keys.certificate_checks import CertificateFault
from emulator.keys.certificate_identity import Printed
from emulator.login import certificate_revocation, direct_grant
from emulator.login.certificate_config import SEPARATOR, Config, is_on, text
from emulator.realm.views import User

NO_IDENTITY = "Unable to extract user identity from specified certificate"
FAILED = "X509 certificate authentication's failed."
_SUBJECT, _BY_ATTRIBUTE = "Match SubjectDN using regular expression", "Custom Attribute Mapper"
_BY_NAME = "username or email"


class UnusableConfig(ValueError):
    """The step's configuration names what there is not."""


class SeveralUsers(ValueError):
    """More than one user has the attribute's value."""


def described(context: Context, certificate: bytes) -> dict[str, str]:
    """What events say of a certificate; nothing of one that cannot be read."""
    printed = _printed(context)
    try:
        return {
            "x509_cert_subject_distinguished_name": certificate_identity.subject(certificate, printed),
            "x509_cert_issuer_distinguished_name": certificate_identity.issuer(certificate, printed),
            "x509_cert_serial_number": certificate_identity.serial_number(certificate, hexadecimal=False),
        }
    except CertificateFault:
        return {}


def subject(context: Context, certificate: bytes) -> str:
    """The subject's name, as the page shows it; raises CertificateFault."""
    return certificate_identity.subject(certificate, _printed(context))


def check(context: Context, chain: Sequence[bytes], config: Config) -> None:
    """Raises CertificateFault, in Keycloak's words, for a certificate that the configuration does not let in."""
    now = context.clock.now()
    if is_on(config, "revalidate-certificate-enabled"):
        certificate_checks.check_trust(chain, certificate_revocation.authorities(context), now)
    if is_on(config, "timestamp-validation-enabled"):
        certificate_checks.check_time(chain[0], now)
    certificate_checks.check_key_usage(chain[0], text(config, "keyusage"))
    certificate_checks.check_extended_key_usage(chain[0], text(config, "extendedkeyusage"))
    is_one_enough = text(config, "certificate-policy-mode") == "Any"
    certificate_checks.check_policies(chain[0], text(config, "certificate-policy"), is_one_enough=is_one_enough)
    certificate_revocation.check(context, chain, config)


def identity(context: Context, certificate: bytes, config: Config) -> str | None:
    """Whom the certificate names; None where it has not got what is looked for. Raises UnusableConfig."""
    source = (text(config, "mapping-source-selection") or _SUBJECT).lower()
    hexadecimal = is_on(config, "serialnumber-hex-enabled")
    printed = distinguished_name.canonical if is_on(config, "canonical-dn-enabled") else _printed(context)
    if source in (_SUBJECT.lower(), "match issuerdn using regular expression"):
        of = certificate_identity.subject if source == _SUBJECT.lower() else certificate_identity.issuer
        return _matched(of(certificate, printed), text(config, "regular-expression") or certificate_identity.WHOLE)
    if source == "certificate serial number":
        return certificate_identity.serial_number(certificate, hexadecimal=hexadecimal)
    if source == "certificate serial number and issuerdn":
        number = certificate_identity.serial_number(certificate, hexadecimal=hexadecimal)
        return f"{number}{SEPARATOR}{certificate_identity.issuer(certificate, printed)}"
    take = _SOURCES.get(source)
    if take is None:
        raise UnusableConfig(f"there is no user identity source '{source}'")
    return take(certificate)


def user_of(context: Context, identity: str, config: Config) -> User | None:
    """The user with this identity; raises SeveralUsers, and UnusableConfig for a way of finding users that there is not."""
    way = (text(config, "mapper-selection") or _BY_NAME).lower()
    if way == _BY_NAME:
        return direct_grant.lookup(context, identity.strip())
    if way != _BY_ATTRIBUTE.lower():
        raise UnusableConfig("name")
    names = _parts(text(config, "mapper-selection.user-attribute-name") or "usercertificate")
    values = _parts(identity)
    if not names or len(names) != len(values):
        return None
    rows = context.answers.those(("certificate", identity), context.tables.users, _PART, lambda row: _has(User(row), names, values))
    if len(rows) > 1:
        raise SeveralUsers(f"{len(rows)} users have '{identity}' for {names}")
    return User(rows[0]) if rows else None


def _has(user: User, names: Sequence[str], values: Sequence[str]) -> bool:
    """Whether the user has the first value among those of its attribute, and every other one as the first of its own."""
    attributes = user.attributes
    if values[0] not in attributes.get(names[0], ()):
        return False
    return all(list(attributes.get(name, ()))[:1] == [value] for name, value in zip(names[1:], values[1:], strict=True))


def _printed(context: Context) -> Printed:
    """How distinguished names are written: Keycloak reads what proxies pass on by another library than what the handshake brings."""
    return distinguished_name.in_order if context.trust.is_forwarded else distinguished_name.printed


def _matched(name: str, pattern: str) -> str | None:
    try:
        return certificate_identity.matched(name, pattern)
    except (re.error, RecursionError) as error:
        raise UnusableConfig(f"the regular expression '{pattern}' cannot be used: {error}") from error


def _parts(joined: str) -> list[str]:
    parts = joined.split(SEPARATOR)
    while parts and not parts[-1]:
        parts.pop()
    return parts


_PART = 5000
"""Users that are looked at in one go."""
_SOURCES = {
    "subject's e-mail": certificate_identity.email,
    "subject's alternative name e-mail": certificate_identity.alternative_email,
    "subject's alternative name othername (upn)": certificate_identity.principal_name,
    "subject's common name": certificate_identity.common_name,
    "sha-256 thumbprint": certificate_identity.fingerprint,
    "full certificate in pem format": certificate_identity.pem,
}
