"""How ``core/fetch`` opens a URL: http and https, to hosts that are allowed, until a deadline."""

from __future__ import annotations

import http.client
import socket
import urllib.request
from typing import Any

from emulator.core import outgoing


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects are followed where nothing was sent; any other is an answer like a refusal, as observed of Keycloak."""

    def redirect_request(self, req: urllib.request.Request, *answer: Any) -> urllib.request.Request | None:
        return super().redirect_request(req, *answer) if req.get_method() in ("GET", "HEAD") else None


def opener(deadline: outgoing.Deadline) -> urllib.request.OpenerDirector:
    """What opens URLs, without the handlers of other schemes, which a redirect could lead to."""
    chain = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Http(deadline),
        _Https(deadline),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        chain.add_handler(handler)
    return chain


def _guarded(connection: Any, deadline: outgoing.Deadline) -> Any:
    """A connection that is made to allowed hosts only, and ends in time."""

    def create(address: tuple[str, int], timeout: float | None = None, source: object = None) -> socket.socket:
        return deadline.hold(outgoing.connect(*address, timeout))

    # http.client has no public place between a connection and its socket.
    connection._create_connection = create  # noqa: SLF001
    return connection


class _Http(urllib.request.AbstractHTTPHandler):
    """HTTP without TLS."""

    def __init__(self, deadline: outgoing.Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """What the opener calls for a http URL."""

        def connection(host: str, **more: Any) -> Any:
            return _guarded(http.client.HTTPConnection(host, **more), self._deadline)

        return self.do_open(connection, request)

    http_request = urllib.request.AbstractHTTPHandler.do_request_


class _Https(urllib.request.AbstractHTTPHandler):
    """HTTP over TLS. Reading whom to trust takes a while, so it is left to the first connection that needs it."""

    def __init__(self, deadline: outgoing.Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """What the opener calls for a https URL."""

        def connection(host: str, **more: Any) -> Any:
            return _guarded(http.client.HTTPSConnection(host, **more), self._deadline)

        return self.do_open(connection, request, context=outgoing.tls())

    https_request = urllib.request.AbstractHTTPHandler.do_request_
