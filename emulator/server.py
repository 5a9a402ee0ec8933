"""Uvicorn around the application: listens, says so, stops in time."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    """A server whose readiness can be awaited; ``port`` is the one it really listens on."""

    def __init__(self, app: Any, host: str, port: int, tls: tuple[str, str] | None = None) -> None:
        """``tls`` names the files of a certificate and of its key, in PEM."""
        certificate, key = tls or (None, None)
        config = uvicorn.Config(
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
            http="httptools",
            ws="none",
            interface="asgi3",
            loop="asyncio",
        )
        super().__init__(config)
        self.listener = listen(host, port)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that serves; set while it runs."""
        if self._loop is None:
            raise RuntimeError("the server is not running")
        return self._loop

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    @property
    def port(self) -> int:
        """The TCP port."""
        port: int = self.listener.getsockname()[1]
        return port


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
