"""The ports of a server, from its settings: http, https, and what they present and trust."""

from __future__ import annotations

import os
import ssl
import tempfile
from dataclasses import replace
from typing import Any

from emulator.keys import stores
from emulator.server import Server
from emulator.settings import Settings, SettingsError, Tls

_VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
_ASKED = {"none": ssl.CERT_NONE, "request": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}


def main_context(settings: Settings) -> ssl.SSLContext | None:
    """How the https port speaks TLS; None when no certificate is configured. Raises PortError."""
    return _context(settings, settings.https, "https") if settings.https.configured else None


def management_context(settings: Settings) -> ssl.SSLContext | None:
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


def authorities(settings: Settings) -> str:
    """Certificates, in PEM, of all whose client certificates are trusted. Raises PortError."""
    return _authorities(settings, settings.https)


class Ports:
    """The servers of a process: ``main`` reacts to signals and takes ``beside`` along; ``management`` is None where it is not asked for."""

    def __init__(self, app: Any, settings: Settings) -> None:
        """Raises PortError, and SettingsError where no port is left."""
        self._settings = settings
        self._app = app
        if settings.health and not settings.management_health:
            app = self._with_health(app)
        context = main_context(settings)
        if context is None and not settings.http_enabled:
            raise SettingsError("there is no port to listen on: http is not enabled, and no certificate for https is given")
        found: list[Server] = []
        if settings.http_enabled:
            found.append(_listening(app, settings.http_host, settings.http_port))
        if context is not None:
            found.append(_listening(app, settings.http_host, settings.https_port, context, beside=bool(found)))
        self.main, *self.beside = found
        self.main.followers = self.beside
        self.main.delay = settings.shutdown_delay
        self.management: Server | None = None

    def open_management(self) -> Server | None:
        """Opens the management port where settings ask for it. Raises as the constructor does."""
        settings = self._settings
        managed = settings.controls == "management"
        if (settings.health and settings.management_health) or managed:
            from emulator.management import Management

            app = Management(settings, self._app if managed else None, self.main.port, self._closing)
            context = management_context(settings)
            self.management = _listening(app, settings.management_host, settings.management_port, context, beside=True)
        return self.management

    def _closing(self) -> bool:
        return self.main.closing

    def _with_health(self, app: Any) -> Any:
        """The application with the health endpoints beside its own."""
        from emulator.management import Management

        health = Management(replace(self._settings, management_path=None, management_health=True), closing=self._closing)
        below = f"{self._settings.relative_path or ''}/health"

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            path = scope.get("path", "")
            await (health if path == below or path.startswith(f"{below}/") else app)(scope, receive, send)

        return answer

    @property
    def all(self) -> list[Server]:
        """Every server, the main one first."""
        return [self.main, *self.beside, *([self.management] if self.management is not None else [])]

    @property
    def urls(self) -> str:
        """Where realms are served, in Keycloak's words."""
        return " and ".join(f"{server.scheme}://{self._settings.http_host}:{server.port}" for server in (self.main, *self.beside))


class PortError(Exception):
    """A port that cannot be served: its address is taken, or a file of its TLS cannot be used; the message is one line for a person."""


def _listening(app: Any, host: str, port: int, context: ssl.SSLContext | None = None, *, beside: bool = False) -> Server:
    try:
        return Server(app, host, port, context, beside=beside)
    except OSError as error:
        raise PortError(f"cannot listen on {host}:{port}: {error.strerror}") from error


def _context(settings: Settings, tls: Tls, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _limit(context, tls.protocols, name)
    try:
        _present(context, _identity(tls, name))
        if tls.client_auth != "none":
            text = _authorities(settings, tls)
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
        certificates = [one for path in settings.truststore_paths for one in stores.trusted_below(path)]
        if tls.trust_store_file:
            certificates += stores.trusted(tls.trust_store_file, tls.trust_store_password, tls.trust_store_type)
    except stores.StoreError as error:
        raise PortError(f"Failed to load the trust store: {error}") from error
    return stores.as_pem(certificates)
