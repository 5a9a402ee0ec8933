"""The ports of a server, from its settings: http, https, management."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from emulator.configuration.limits import Limits
from emulator.configuration.settings import Settings, SettingsError
from emulator.core.errors import PortError
from emulator.serving.server import Server


class Ports:
    """The servers of a process: ``main``, the one with https ``beside`` it, and ``management``, None where it is not asked for.

    ``closing`` says that the process is about to end, which health tells.
    """

    def __init__(self, app: Any, settings: Settings) -> None:
        """Raises PortError, and SettingsError where no port is left."""
        self._settings = settings
        self.app = app
        self.closing = False
        if settings.health and not settings.management_health:
            app = self._with_health(app)
        context = _context(settings, "main")
        if context is None and not settings.http_enabled:
            raise SettingsError("there is no port to listen on: http is not enabled, and no certificate for https is given")
        servers: list[Server] = []
        with ExitStack() as opened:
            if settings.http_enabled:
                servers.append(_listening(opened, app, settings.http_host, settings.http_port, settings.limits))
            if context is not None:
                servers.append(_listening(opened, app, settings.http_host, settings.https_port, settings.limits, context))
            self._opened = opened.pop_all()
        self.main, *self.beside = servers
        self.management: Server | None = None

    def open_management(self) -> Server | None:
        """Opens the management port where settings ask for it. Raises as the constructor does, and then closes the others too."""
        settings = self._settings
        managed = settings.controls == "management"
        if (settings.health and settings.management_health) or settings.metrics or managed:
            from emulator.serving.management import Management

            app = Management(settings, self.app if managed else None, self.main.port, self._closing, self._exposition())
            with self._opened as opened:
                context = _context(settings, "management")
                self.management = _listening(opened, app, settings.management_host, settings.management_port, settings.limits, context)
                opened.pop_all()
        return self.management

    def _exposition(self) -> Any:
        if not self._settings.metrics:
            return None
        from emulator.metrics.exposition import Exposition

        return Exposition(self.app.emulator.meters, lambda: {one.port: len(one.server_state.connections) for one in self.all})

    def _closing(self) -> bool:
        return self.closing

    def _with_health(self, app: Any) -> Any:
        """The application with the health endpoints beside its own."""
        from emulator.serving.management import Management

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


def _listening(
    opened: ExitStack, app: Any, host: str, port: int, limits: Limits, context: ssl.SSLContext | None = None
) -> Server:  # fmt: skip
    """A server on a port, which is closed when ``opened`` is; raises PortError."""
    try:
        server = Server(app, host, port, context, limits)
    except OSError as error:
        raise PortError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    opened.callback(server.listener.close)
    return server


def _context(settings: Settings, port: str) -> ssl.SSLContext | None:
    """How a port speaks TLS; a server without any does not read the room that knows certificates."""
    files = (settings.https.configured, settings.https_management.configured, settings.https.trust_store_file, settings.truststore_paths)
    if not any(files):
        return None
    from emulator.serving import tls_context

    return tls_context.of_main_port(settings) if port == "main" else tls_context.of_management_port(settings)
