"""One client's connection: requests that end in time, answers that leave in one piece."""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import Any

from emulator.configuration.limits import Limits
from emulator.serving import _uvicorn

_REQUEST_LINE = re.compile(rb"[A-Z]+ \S+ HTTP/1\.[01]\r\n")
_UPGRADE = re.compile(rb"\r\n(upgrade|http2-settings)(?=[ \t]*:)", re.IGNORECASE)
# Seconds in which who connects begins to ask.
_GRACE = 0.5
# Seconds in which a client may close first.
_LINGER = 0.2
# Bytes from which on a copy costs more than a packet of its own.
_LARGE = 65_536


class Config(_uvicorn.Config):
    """Uvicorn's settings, and what a stranger may use."""

    limits = Limits()


class _Gathering:
    """A transport that sends what is written in one go as one: a packet less for each answer.

    After the last answer it listens on for a moment: what a client still sends to a socket that is gone makes the answer go too.
    """

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []
        self._ended = False
        self.get_extra_info = transport.get_extra_info

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether nothing more is sent."""
        return self._ended or bool(self._transport.is_closing())

    def write(self, data: bytes) -> None:
        """Sends it with what is written next, or soon."""
        self._parts.append(data)
        if len(data) > _LARGE:
            self.flush()
        elif len(self._parts) == 1:
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Sends what was written."""
        parts = self._parts
        if parts:
            self._parts = []
            if len(parts[-1]) > _LARGE:
                for part in parts:
                    self._transport.write(part)
            else:
                self._transport.write(b"".join(parts))

    def close(self) -> None:
        """Sends the rest and closes, at once where nothing was left to send."""
        if self._ended:
            return
        answers = bool(self._parts)
        self.flush()
        if answers and self._transport.can_write_eof() and not self._transport.is_closing():
            self._ended = True
            self._transport.write_eof()
            self._loop.call_later(_LINGER, self._transport.close)
        else:
            self._transport.close()

    def abort(self) -> None:
        """Sends what can be sent at once and closes."""
        self.flush()
        self._transport.abort()


class Connection(_uvicorn.HttpToolsProtocol):
    """HTTP/1.1, to which clients that offer HTTP/2 are held: the parser takes a request with such an offer for one without a body.

    A request has an end: its head is not longer, and it takes no more time to arrive, than limits say.
    """

    def __init__(self, config: Config, *rest: Any, **more: Any) -> None:
        super().__init__(config, *rest, **more)
        self._limits = config.limits
        # Uvicorn's five seconds end just when a pool's connection is taken for the next request.
        self.timeout_keep_alive = config.limits.idle_seconds  # type: ignore[assignment]
        self._head: bytes | None = b""
        self._head_size = 0
        self._late: asyncio.TimerHandle | None = None
        self._asking = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for a request."""
        super().connection_made(_Gathering(transport, self.loop))  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """What follows is a body."""
        self._head = None
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        """A request has begun."""
        self._asking = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """What follows is the next request."""
        self._asking = False
        self._head, self._head_size = b"", 0
        self._stop_waiting()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Reads a part of a request."""
        if self.transport.is_closing():
            return
        self._asking = True
        if self._head is not None and self._is_too_long(data):
            first_line = self._head_size == 0 and b"\n" not in data[: self._limits.header_bytes]
            self._refuse(b"414 URI Too Long" if first_line else b"431 Request Header Fields Too Large")
            return
        if b"pgrade" in data or b"PGRADE" in data:
            data = _without_offer(data)
        super().data_received(data)
        if self._asking and self._late is None:
            self._wait()

    def on_response_complete(self) -> None:
        """The answer leaves."""
        self.transport.flush()  # type: ignore[attr-defined]
        super().on_response_complete()

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


class CertificateConnection(Connection):
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
