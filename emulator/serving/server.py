"""Uvicorn around the application: listens, says so, stops in time."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from emulator.configuration.limits import Limits
from emulator.serving import _uvicorn
from emulator.serving.connection import CertificateConnection, Config, Connection

# Seconds in which a request that has reached the machine is read.
_READ = 0.03
_USUAL = Limits()
_SO_ATTACH_FILTER, _BPF_RETURN = 26, 0x06


class _Closing:
    """An application whose answers end the connection."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def last(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        await self._app(scope, receive, last)


class Server(_uvicorn.Server):
    """A server whose readiness can be awaited; ``port`` is the one it really listens on."""

    _loop: asyncio.AbstractEventLoop | None = None
    _ends: asyncio.Event | None = None
    _should_exit = False

    def __init__(
        self, app: Any, host: str, port: int, tls: tuple[str, str] | ssl.SSLContext | None = None, limits: Limits = _USUAL
    ) -> None:
        """``tls`` names the files of a certificate and of its key, in PEM, or is a context."""
        certificate, key = tls if isinstance(tls, tuple) else (None, None)
        context = tls if isinstance(tls, ssl.SSLContext) else None
        asks = context is not None and context.verify_mode != ssl.CERT_NONE
        config = Config(
            app,
            host=host,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            http=CertificateConnection if asks else Connection,
            ws="none",
            interface="asgi3",
            loop="asyncio",
        )
        config.limits = limits
        if context is not None:
            config.load()
            config.ssl = context
        super().__init__(config)
        self.secure = tls is not None
        self.listener = listen(host, port)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that serves; set while it runs."""
        if self._loop is None:
            raise RuntimeError("the server is not running")
        return self._loop

    @property
    def scheme(self) -> str:
        """``http`` or ``https``."""
        return "https" if self.secure else "http"

    @property
    def should_exit(self) -> bool:
        """See uvicorn; may be set in any thread, and ends the server at once: uvicorn looks ten times a second."""
        return self._should_exit

    @should_exit.setter
    def should_exit(self, value: bool) -> None:
        self._should_exit = value
        if value and self._loop is not None and self._ends is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ends.set)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self._loop, self._ends = asyncio.get_running_loop(), asyncio.Event()
        await super().serve(sockets)

    async def main_loop(self) -> None:
        """See uvicorn."""
        await self.on_tick(0)
        if self._ends is not None and not self.should_exit:
            await self._ends.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are for the process, which may have several servers."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers what has arrived, then closes: answers say so to clients that would ask again on the same connection."""
        app = _Closing(self.config.loaded_app)
        self.config.loaded_app = app
        connections: Iterable[Any] = self.server_state.connections
        for connection in connections:
            connection.app = app
        for listener in sockets or ():
            _refuse_newcomers(listener)
        await asyncio.sleep(_READ)
        for server in self.servers:
            server.close()
        await asyncio.sleep(_READ)
        while any(connection.is_about_to_ask() for connection in connections):
            await asyncio.sleep(_READ)
        if connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            await server.wait_closed()
        for listener in sockets or ():
            listener.close()

    @property
    def port(self) -> int:
        """The TCP port."""
        port: int = self.listener.getsockname()[1]
        return port


def _refuse_newcomers(listener: socket.socket) -> None:
    """Lets no further connection into the queue, which the kernel resets when the listener is closed: Linux only, by a packet filter."""
    if sys.platform != "linux":
        return
    import ctypes

    drop_all = ctypes.create_string_buffer(struct.pack("HBBI", _BPF_RETURN, 0, 0, 0))
    program = struct.pack("HL", 1, ctypes.addressof(drop_all))
    with suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; ``port`` 0 takes a free one. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only for sockets that say that they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener
