"""HTTP to others: the only place that opens a connection to somebody else's server. It blocks, and so belongs into threads."""

from __future__ import annotations

import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.core import outgoing
from emulator.core.clock import monotonic

USUAL_SECONDS = 5.0
USUAL_BYTES = 1_000_000
_CHUNK = 65536
_SAID = 100_000


class FetchError(Exception):
    """Nothing usable came back; ``status`` is that of an answer which is a refusal, 0 without any, and ``said`` its body."""

    def __init__(self, message: str, status: int = 0, said: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.said = said

    @property
    def text(self) -> str:
        """The refusal's body as text."""
        return self.said.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no refusal."""

    status: int
    body: bytes


def get(url: str, headers: Mapping[str, str] | None = None, *, seconds: float = USUAL_SECONDS) -> bytes:
    """The body at a http or https URL; raises FetchError. ``seconds`` limit each wait, and the whole of it too."""
    return send("GET", url, None, headers or {}, seconds=seconds).body


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = USUAL_SECONDS) -> bytes:
    """The body that a POST is answered with; raises FetchError."""
    return send("POST", url, body, headers, seconds=seconds).body


def send(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, seconds: float = USUAL_SECONDS, most: int = USUAL_BYTES
) -> Reply:  # fmt: skip
    """What is answered to any request; ``most`` limits the bytes of the answer. Raises FetchError."""
    if not url.lower().startswith(("http://", "https://")):
        raise FetchError(f"'{url}' is not a http or https URL")
    seconds = min(seconds, outgoing.RULES.get().seconds)
    until = monotonic() + seconds
    deadline = outgoing.Deadline(seconds)
    try:
        request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - the scheme was checked
        with deadline, _opener(deadline).open(request, timeout=seconds) as response:
            reply = Reply(response.status, _read(response, url, until, most))
        if deadline.passed:
            # A body without a length ends where the connection was cut.
            raise FetchError(f"{url} took too long")
        return reply
    except urllib.error.HTTPError as error:
        with error:
            said = _beginning(error)
        raise FetchError(f"{url} answered {error.code}", error.code, said) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        what = "took too long" if deadline.passed else getattr(error, "reason", None) or error
        raise FetchError(f"{url}: {what}") from error


def _read(response: http.client.HTTPResponse, url: str, until: float, most: int) -> bytes:
    length = response.length
    parts, size = [], 0
    # read1 returns what has arrived: read would wait for a whole chunk, however slowly its bytes come.
    while (length is None or size < length) and (part := response.read1(_CHUNK)):
        parts.append(part)
        size += len(part)
        if size > most:
            raise FetchError(f"{url} answered more than {most:,} bytes")
        if monotonic() > until:
            raise FetchError(f"{url} took too long")
    if length is not None and size < length:
        raise FetchError(f"{url} answered {size:,} of {length:,} bytes")
    return b"".join(parts)


def _beginning(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(_SAID)
    except (OSError, http.client.HTTPException):
        return b""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirects are followed where nothing was sent; any other is an answer like a refusal, as observed of Keycloak."""

    def redirect_request(self, req: urllib.request.Request, *answer: Any) -> urllib.request.Request | None:
        return super().redirect_request(req, *answer) if req.get_method() in ("GET", "HEAD") else None


def _opener(deadline: outgoing.Deadline) -> urllib.request.OpenerDirector:
    """Without the handlers of other schemes, which a redirect could lead to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Http(deadline),
        _Https(deadline),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


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
