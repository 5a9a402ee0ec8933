"""How a port speaks TLS: what it presents, whom it trusts, what it asks of clients."""

from __future__ import annotations

import os
import ssl
import tempfile

from emulator.configuration.port_options import Tls
from emulator.configuration.settings import Settings
from emulator.core.errors import PortError
from emulator.keys import stores

_VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
_ASKED = {"none": ssl.CERT_NONE, "request": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}


def of_main_port(settings: Settings) -> ssl.SSLContext | None:
    """How the https port speaks TLS; None when no certificate is configured. Raises PortError."""
    if not settings.https.configured:
        # A proxy may pass certificates on: whom to trust is wrong before the first one arrives.
        _authorities(settings, settings.https)
        return None
    return _context(settings, settings.https, "https")


def of_management_port(settings: Settings) -> ssl.SSLContext | None:
    """How the management port speaks TLS, with a certificate of its own or the main port's; None when it is http. Raises PortError."""
    own = settings.https_management
    if settings.management_scheme == "http" or not (own.configured or settings.https.configured):
        return None
    if own.configured:
        return _context(settings, own, "https-management")
    main = settings.https
    inherited = Tls(
        main.certificate_file, main.certificate_key_file, main.key_store_file, main.key_store_password, main.key_store_type,
        own.client_auth, own.trust_store_file or main.trust_store_file, own.trust_store_password or main.trust_store_password,
        own.trust_store_type or main.trust_store_type, own.protocols,
    )  # fmt: skip
    return _context(settings, inherited, "https-management")


def _context(settings: Settings, tls: Tls, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _limit(context, tls.protocols, name)
    try:
        _present(context, _identity(tls, name))
        text = _authorities(settings, tls)
        if tls.client_auth != "none":
            if text:
                context.load_verify_locations(cadata=text)
            # A trusted certificate need not be one that signed itself, as for Java.
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            context.verify_mode = _ASKED[tls.client_auth]
    except stores.StoreError as error:
        raise PortError(f"Failed to load '{name}-*' material: {error}") from error
    return context


def _limit(context: ssl.SSLContext, protocols: str, name: str) -> None:
    wanted = [version.strip() for version in protocols.split(",")]
    if not set(wanted) <= _VERSIONS.keys():
        raise PortError(f"--{name}-protocols takes {' and '.join(_VERSIONS)}, not '{protocols}'")
    context.minimum_version = min(_VERSIONS[version] for version in wanted)
    context.maximum_version = max(_VERSIONS[version] for version in wanted)


def _identity(tls: Tls, name: str) -> stores.Identity:
    if tls.certificate_file and tls.certificate_key_file:
        return stores.from_files(tls.certificate_file, tls.certificate_key_file)
    if tls.key_store_file:
        return stores.from_key_store(tls.key_store_file, tls.key_store_password, tls.key_store_type)
    raise PortError(f"--{name}-certificate-file and --{name}-certificate-key-file go together; only one of them is given")


def _present(context: ssl.SSLContext, identity: stores.Identity) -> None:
    """OpenSSL takes certificate and key from a file only; this one is readable by nobody else, and gone at once."""
    handle, path = tempfile.mkstemp(prefix="keycloak-emulator-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(identity.key.rstrip() + b"\n" + identity.certificate)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)  # noqa: PTH108 - the descriptor came from os as well


def _authorities(settings: Settings, tls: Tls) -> str:
    try:
        certificates = stores.authorities(
            settings.truststore_paths, tls.trust_store_file, tls.trust_store_password, tls.trust_store_type
        )  # fmt: skip
    except stores.StoreError as error:
        raise PortError(f"Failed to load the trust store: {error}") from error
    return stores.as_pem(certificates)
