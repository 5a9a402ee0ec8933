"""A production URL answered inside of the test process: no socket, no name to resolve, no certificate.

Covers httpx (through respx, sync and async, beside a test's own respx routes), urllib3 and so requests, urllib with all that stands on it,
such as PyJWT's PyJWKClient, and aiohttp, which is led to a port of its own. Everything else still goes to the network.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import sys
import threading
import urllib.request
import urllib.response
from collections.abc import Callable, Generator, MutableMapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from emulator.serving.live import LiveServer
    from emulator.serving.server import Server

_TIMEOUT = 30
_PORTS = {"http": 80, "https": 443}
_PREFIXES = ("", "/auth")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the emulator answered."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Site:
    """The emulator at a URL that is not its own. Raises ValueError for a URL that it could not be the issuer of."""

    def __init__(self, server: LiveServer, base: str) -> None:
        self.base = base.rstrip("/")
        self._server = server
        self._parts = urlsplit(self.base)
        self._opening = threading.Lock()
        self._beside: Server | None = None
        if self._parts.scheme not in _PORTS or not self._parts.hostname or self._parts.path not in _PREFIXES:
            raise ValueError(f"the URL of a Keycloak looks like https://auth.example.org or https://auth.example.org/auth, not '{base}'")

    def serves(self, url: str) -> bool:
        """Whether a URL is this site's."""
        parts = urlsplit(url)
        inside = parts.path == self._parts.path or parts.path.startswith(self._parts.path + "/")
        return _origin(parts) == _origin(self._parts) and inside

    def answer(self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        """The emulator's answer, decided on its own thread as for any request."""
        return asyncio.run_coroutine_threadsafe(self._answered(method, url, headers, body), self._server.loop).result(_TIMEOUT)

    async def answer_async(self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        """The same for a caller on an event loop of its own, asyncio's or trio's."""
        from anyio import to_thread

        return await to_thread.run_sync(self.answer, method, url, headers, body)

    def open_port(self) -> int:
        """A port of 127.0.0.1 without TLS where requests are taken as if they had come to the site."""
        with self._opening:
            if self._beside is None:
                self._beside = self._server.open_beside(self._as_site)
            return self._beside.port

    def close_port(self) -> None:
        """Closes the port, if there is one."""
        if self._beside is not None:
            self._server.close_beside(self._beside)
            self._beside = None

    async def _as_site(self, scope: Any, receive: Any, send: Any) -> None:
        from emulator.web.controls_guard import SITE

        await self._server.app({**scope, "scheme": self._parts.scheme, SITE: self._parts.hostname}, receive, send)

    async def _answered(self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
        parts = urlsplit(url)
        sent = [(name.lower(), value) for name, value in headers if name.lower() != "host"]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": parts.scheme,
            "path": parts.path or "/", "raw_path": (parts.path or "/").encode(), "query_string": parts.query.encode(), "root_path": "",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in [("host", parts.netloc), *sent]],
            "client": ("127.0.0.1", 0), "server": (parts.hostname, parts.port),
        }  # fmt: skip
        got: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            got.append(message)

        await self._server.app(scope, receive, send)
        if not got:
            raise ConnectionResetError("the connection was reset, as a fault says")
        headers = [(name.decode("latin-1"), value.decode("utf-8")) for name, value in got[0]["headers"]]
        return Answer(got[0]["status"], headers, b"".join(message.get("body", b"") for message in got[1:]))


@contextmanager
def answering(site: Site) -> Generator[None, None, None]:
    """The clients that are imported, or can be, ask the site in the place of the network while this lasts."""
    with ExitStack() as stack:
        stack.enter_context(_urllib(site))
        if _is_there("urllib3"):
            stack.enter_context(_urllib3(site))
        if _is_there("aiohttp"):
            stack.enter_context(_aiohttp(site))
        if _is_there("respx"):
            stack.enter_context(_httpx(site))
        yield


def _is_there(module: str) -> bool:
    from importlib.util import find_spec

    return module in sys.modules or find_spec(module) is not None


def _urllib(site: Site) -> Any:
    original: Callable[..., Any] = urllib.request.AbstractHTTPHandler.do_open

    def do_open(self: Any, http_class: Any, request: urllib.request.Request, **more: Any) -> Any:
        if not site.serves(request.full_url):
            return original(self, http_class, request, **more)
        body = request.data if isinstance(request.data, bytes) else b""
        try:
            answer = site.answer(request.get_method(), request.full_url, list(request.header_items()), body)
        except ConnectionError as error:
            raise urllib.error.URLError(error) from error
        message = Message()
        for name, value in answer.headers:
            message[name] = value
        response = urllib.response.addinfourl(io.BytesIO(answer.body), message, request.full_url, answer.status)
        response.msg = http.client.responses.get(answer.status, "")  # type: ignore[attr-defined]  # urllib reads it, typeshed omits it
        return response

    return mock.patch.object(urllib.request.AbstractHTTPHandler, "do_open", do_open)


def _urllib3(site: Site) -> Any:
    import urllib3

    pool = urllib3.connectionpool.HTTPConnectionPool
    original: Callable[..., Any] = pool.urlopen

    def urlopen(self: Any, method: str, url: str, body: Any = None, headers: Any = None, *rest: Any, **more: Any) -> Any:
        whole = url if "://" in url else f"{self.scheme}://{self.host}:{self.port or _PORTS[self.scheme]}{url}"
        if not site.serves(whole):
            return original(self, method, url, body, headers, *rest, **more)
        address = f"{self.scheme}://{urlsplit(site.base).netloc}" + whole.partition("://")[2][len(urlsplit(whole).netloc) :]
        try:
            answer = site.answer(method, address, list((headers if headers is not None else self.headers).items()), _bytes(body))
        except ConnectionError as error:
            raise urllib3.exceptions.ProtocolError("Connection aborted.", error) from error
        return urllib3.HTTPResponse(
            body=io.BytesIO(answer.body), headers=urllib3.HTTPHeaderDict(answer.headers), status=answer.status, request_method=method,
            reason=http.client.responses.get(answer.status), preload_content=more.get("preload_content", True), request_url=url,
        )  # fmt: skip

    return mock.patch.object(pool, "urlopen", urlopen)


def _httpx(site: Site) -> Any:
    import httpx
    import respx
    from respx.models import AllMockedAssertionError, PassThrough

    def made(answer: Answer) -> httpx.Response:
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)

    def fault(request: httpx.Request, error: ConnectionError) -> httpx.ReadError:
        return httpx.ReadError(str(error), request=request)

    class Router(respx.MockRouter):
        """Answers for the site; leaves all else to the test's own routers, or to the network where there are none."""

        site: Site

        def handler(self, request: httpx.Request) -> httpx.Response:
            if not site.serves(str(request.url)):
                raise self._left(request)
            try:
                return made(site.answer(request.method, str(request.url), request.headers.multi_items(), request.read()))
            except ConnectionError as error:
                raise fault(request, error) from error

        async def async_handler(self, request: httpx.Request) -> httpx.Response:
            if not site.serves(str(request.url)):
                raise self._left(request)
            body = await request.aread()
            try:
                return made(await site.answer_async(request.method, str(request.url), request.headers.multi_items(), body))
            except ConnectionError as error:
                raise fault(request, error) from error

        def _left(self, request: httpx.Request) -> Exception:
            routers = self.Mocker.routers if self.Mocker is not None else []
            if routers[-1:] != [self] or not all(hasattr(router, "site") for router in routers):
                return AllMockedAssertionError(f"RESPX: {request!r} not mocked!")
            return PassThrough(f"not of {site.base}: {request!r}", request=request, origin=self.route())

    router = Router(assert_all_called=False)
    router.site = site
    return router


@contextmanager
def _aiohttp(site: Site) -> Generator[None, None, None]:
    """Connections to the site lead to a port of its own, where requests count as the site's: aiohttp's requests have no other place."""
    import aiohttp

    connector = aiohttp.TCPConnector
    # aiohttp has no public place between a request and its connection; the tests show at once when this one moves.
    original: Callable[..., Any] = connector._create_connection  # noqa: SLF001

    async def create(self: Any, request: Any, *rest: Any, **more: Any) -> Any:
        if not site.serves(str(request.url)):
            return await original(self, request, *rest, **more)
        port = await asyncio.to_thread(site.open_port)
        _, protocol = await asyncio.get_running_loop().create_connection(self._factory, "127.0.0.1", port)
        return protocol

    try:
        with mock.patch.object(connector, "_create_connection", create):
            yield
    finally:
        site.close_port()


def _bytes(body: Any) -> bytes:
    """The bytes of a body as urllib3 takes it: text, bytes, a file, or pieces."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    pieces = [body.read()] if hasattr(body, "read") else list(body)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
