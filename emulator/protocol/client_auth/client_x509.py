"""The client's TLS certificate (tls_client_auth, RFC 8705 section 2.1), known by the subject that the client is set to."""

from __future__ import annotations

import re
from typing import NoReturn

from emulator.core import safe_regex
from emulator.core.errors import OAuthError
from emulator.keys import client_certificates, distinguished_name
from emulator.protocol import client as clients
from emulator.protocol.client_auth import ClientAuthenticator, refused
from emulator.realm.views import Client
from emulator.web.call import Call
from emulator.web.client_certificate import presented

_SUBJECT, _AUTHORITY, _PATTERN = "x509.subjectdn", "x509.casubjectdn", "x509.allow.regex.pattern.comparison"


def authenticate(call: Call, client: Client) -> None:
    """Raises OAuthError unless the certificate has the client's subject and, where the client names one, its authority."""
    if clients.named(call) is None:
        raise OAuthError("invalid_client", "Missing client_id parameter", reason="a client with a certificate names itself in the form")
    certificates = presented(call)
    wanted = client.attributes.get(_SUBJECT, "")
    if not certificates:
        _refuse(client, "sent no certificate")
    if not wanted.strip():
        _refuse(client, f"has no attribute {_SUBJECT}")
    try:
        subject = client_certificates.subject(certificates[0])
    except ValueError as error:
        _refuse(client, f"sent a certificate whose subject cannot be read: {error}")
    if not _has_subject(client, subject, wanted):
        _refuse(client, f"has the subject '{wanted}', the certificate '{distinguished_name.printed(subject)}'")
    authority = client.attributes.get(_AUTHORITY, "")
    if authority.strip():
        _check_authority(call, client, certificates, authority)


def _has_subject(client: Client, subject: bytes, wanted: str) -> bool:
    """Whether the subject is the wanted one; unless told otherwise, Keycloak takes that for a regular expression."""
    try:
        if client.flag(_PATTERN, default=True):
            return safe_regex.fullmatch(wanted, distinguished_name.printed(subject))
        return distinguished_name.parse(wanted) == distinguished_name.of(subject)
    except (ValueError, re.error, RecursionError) as error:
        raise _unexpected(f"the {_SUBJECT} of client '{client.client_id}' cannot be read: {error}") from error


def _check_authority(call: Call, client: Client, certificates: tuple[bytes, ...], wanted: str) -> None:
    try:
        root = client_certificates.chain(certificates, call.emulator.authorities(), call.context.clock.now())[-1]
    except ValueError as error:
        _refuse(client, f"sent a certificate of another authority than '{wanted}': {error}")
    subject = client_certificates.subject(root)
    try:
        same = distinguished_name.parse(wanted) == distinguished_name.of(subject)
    except ValueError as error:
        raise _unexpected(f"the {_AUTHORITY} of client '{client.client_id}' cannot be read: {error}") from error
    if not same:
        _refuse(client, f"has the authority '{wanted}', the certificate '{distinguished_name.printed(subject)}'")


def _refuse(client: Client, what: str) -> NoReturn:
    raise refused("invalid_client", f"client '{client.client_id}' {what}")


def _unexpected(reason: str) -> OAuthError:
    refusal = "Unexpected error when authenticating client"
    return OAuthError("unauthorized_client", refusal, reason=reason, event="invalid_client_credentials")


CLIENT_AUTHENTICATOR = ClientAuthenticator("client-x509", authenticate=authenticate)
