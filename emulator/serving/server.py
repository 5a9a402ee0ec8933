"""Uvicorn around the application: listens, says so, stops in time."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from emulator.configuration.limits import Limits

_REQUEST_LINE = re.compile(rb"[A-Z]+ \S+ HTTP/1\.[01]\r\n")
_UPGRADE = re.compile(rb"\r\n(upgrade|http2-settings)(?=[ \t]*:)", re.IGNORECASE)


# Seconds in which a request that has reached the machine is read, and in which who connects begins to ask.
_READ, _GRACE = 0.03, 0.5
_USUAL = Limits()


class _Config(uvicorn.Config):
    limits = Limits()


class _Protocol(HttpToolsProtocol):
    """HTTP/1.1, to which clients that offer HTTP/2 are held: the parser takes a request with such an offer for one without a body.

    A request has an end: its head is not longer, and it takes no more time to arrive, than limits say.
    """

    def __init__(self, config: _Config, *rest: Any, **more: Any) -> None:
        super().__init__(config, *rest, **more)
        self._limits = config.limits
        self._head: bytes | None = b""
        self._head_size = 0
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """What follows is a body."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What follows is the next request."""
        self._head, self._head_size = b"", 0
        self._stop_waiting()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Reads a part of a request."""
        if self.transport.is_closing():
            return
        if self._late is None:
            self._wait()
        if self._head is not None and self._is_too_long(data):
            first_line = self._head_size == 0 and b"\n" not in data[: self._limits.header_bytes]
            self._refuse(b"414 URI Too Long" if first_line else b"431 Request Header Fields Too Large")
            return
        if b"pgrade" in data or b"PGRADE" in data:
            data = _without_offer(data)
        super().data_received(data)

    def _is_too_long(self, data: bytes) -> bool:
        """Whether the head is longer than it may be with these bytes; its end may have been in two parts."""
        tail = self._head or b""
        end = (tail + data).find(b"\r\n\r\n")
        size = self._head_size + (len(data) if end < 0 else max(end - len(tail), 0))
        if size > self._limits.header_bytes:
            return True
        self._head_size, self._head = size, (tail + data)[-3:]
        return False

    def _wait(self) -> None:
        self._late = self.loop.call_later(self._limits.request_seconds, self._refuse, b"408 Request Timeout")

    def is_about_to_ask(self) -> bool:
        """Whether a request has begun, or the connection has only just been made for one."""
        return self._late is not None and self.loop.time() - (self._late.when() - self._limits.request_seconds) < _GRACE

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: bytes) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            self.transport.close()


def _without_offer(data: bytes) -> bytes:
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(rb"\r\nx-\1", head) + end + rest if _REQUEST_LINE.match(head) else data


class _CertificateProtocol(_Protocol):
    """HTTP/1.1 over TLS, where the scope tells the client's certificate as the ASGI TLS extension has it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Notes the certificates that the client has proved to own in the handshake."""
        super().connection_made(transport)
        self._tls: dict[object, object] = {"client_cert_chain": _chain(transport.get_extra_info("ssl_object"))}

    def on_message_begin(self) -> None:
        """Begins the scope of a request."""
        super().on_message_begin()
        self.scope["extensions"] = {"tls": self._tls}


def _chain(connection: ssl.SSLObject) -> tuple[str, ...]:
    """What the client presented, in PEM, its own certificate first; Pythons before 3.13 tell no more than that one."""
    listed = getattr(connection, "get_unverified_chain", None)
    found = listed() if listed is not None else [connection.getpeercert(True)]
    return tuple(ssl.DER_cert_to_PEM_cert(certificate) for certificate in found if certificate)


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


class Server(uvicorn.Server):
    """A server whose readiness can be awaited; ``port`` is the one it really listens on."""

    def __init__(
        self, app: Any, host: str, port: int, tls: tuple[str, str] | ssl.SSLContext | None = None, limits: Limits = _USUAL
    ) -> None:
        """``tls`` names the files of a certificate and of its key, in PEM, or is a context."""
        certificate, key = tls if isinstance(tls, tuple) else (None, None)
        context = tls if isinstance(tls, ssl.SSLContext) else None
        asks = context is not None and context.verify_mode != ssl.CERT_NONE
        config = _Config(
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
            http=_CertificateProtocol if asks else _Protocol,
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
        self._loop: asyncio.AbstractEventLoop | None = None

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

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

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
        await super().shutdown(sockets)

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
