"""What carries the requests of the suite's own clients: httpx with a parser in C below, at a third of its usual cost.

The clients that people use, httpx as it comes among them, are driven where a test is about them.
"""

import functools
import json
import re
import socket
import urllib.request
from collections.abc import Mapping
from email.message import Message
from urllib.parse import urlencode

import httptools
import httpx

# URLs that go out as they are written: nothing in them is to be quoted, and no dots are to be resolved.
_SIGN = r"(?:[A-Za-z0-9/._~:=&+,-]|%[0-9A-F]{2})"
_PLAIN_URL = re.compile(rf"(?:http://([a-z0-9.-]+(?::[0-9]+)?))?((?!.*/\.\.?(?:[/?]|$))/(?!/){_SIGN}*(?:\?{_SIGN}*)?)")
_PLAIN_OPTIONS = frozenset({"content", "data", "json", "headers", "params"})
_WORDS = {True: "true", False: "false", None: ""}


class Client(httpx.Client):
    """An httpx.Client over a wire: what is plain is written down here, at a third of what httpx takes for it."""

    def __init__(self, *, keeps_cookies=True, **options):
        """``keeps_cookies`` False leaves them to who asks; the rest are httpx's own options."""
        self.wire, self.keeps_cookies = Wire(), keeps_cookies
        super().__init__(transport=self.wire, **options)

    def request(self, method, url, **options):
        """As httpx's own."""
        said = {name: value for name, value in options.items() if value is not None and value is not httpx.USE_CLIENT_DEFAULT}
        body = _body(said) if said.keys() <= _PLAIN_OPTIONS and self._is_plain() else None
        place = _place(self.base_url, url, said.get("params")) if body is not None else None
        if place is None:
            return super().request(method, url, **options)
        address, host, target = place
        octets = b"\r\n".join([f"{method} {target} HTTP/1.1".encode(), *self._headers_of(method, host, said, body), b"", body[1]])
        answer = self.wire.exchange(address, octets, self.timeout.connect, self.timeout.read, is_bare=method == "HEAD")
        names = {name.lower() for name, _ in answer.headers}
        if b"content-encoding" in names:
            response = _decoded(answer, self.build_request(method, url, **said))
        else:
            response = Response(answer, lambda: self.build_request(method, url, **said))
        if self.keeps_cookies and b"set-cookie" in names:
            self.cookies.jar.extract_cookies(_Cookies(answer), urllib.request.Request(f"http://{host}{target}"))
        return response

    def _is_plain(self):
        """Whether this client's requests take nothing along but its headers; a cookie that is secure stays at home."""
        return not (
            self.is_closed or self.params or self.auth or self.follow_redirects or not all(cookie.secure for cookie in self.cookies.jar)
        )

    def _headers_of(self, method, host, said, body):
        """The lines between the first one and the body, in httpx's order."""
        own = _raw(said.get("headers"))
        usual, names = self.headers.raw, {name.lower() for name, _ in own}
        pairs = [*(pair for pair in usual if pair[0].lower() not in names), *own]
        names.update(name.lower() for name, _ in usual)
        lines = [b"%s: %s" % pair for pair in pairs]
        if b"host" not in names:
            lines.insert(0, b"Host: " + host.encode())
        if b"content-length" not in names and (body[1] or method in ("POST", "PUT", "PATCH")):
            lines.append(b"Content-Length: %d" % len(body[1]))
        if body[0] and b"content-type" not in names:
            lines.append(b"Content-Type: " + body[0])
        return lines


def request(method, url, *, timeout=20, auth=None, follow_redirects=False, **options):
    """The answer to one request, as httpx.request's; ``get``, ``post``, ``put`` and ``delete`` are its shorthands."""
    with Client(timeout=timeout, auth=auth, follow_redirects=follow_redirects) as client:
        return client.request(method, url, **options)


get, post, put, delete = (functools.partial(request, method) for method in ("GET", "POST", "PUT", "DELETE"))


class Response(httpx.Response):
    """An answer to what was asked without an httpx.Request; ``asked`` makes it where somebody wants to see it.

    Most tests look at the status and the body alone: the rest is made where it is looked at. The body is not encoded.
    """

    def __init__(self, answer, asked):
        self.status_code, self._content = answer.status, b"".join(answer.body)
        self._answer, self._asked = answer, asked

    def __getattr__(self, name):
        if "_answer" not in self.__dict__ or name.startswith("__"):
            raise AttributeError(name)
        answer = self.__dict__.pop("_answer")
        super().__init__(answer.status, headers=answer.headers, content=self._content, extensions=answer.extensions)
        return getattr(self, name)

    @property
    def text(self):
        """As httpx's own."""
        return self._content.decode() if self._content.isascii() else super().text

    def json(self, **options):
        """As httpx's own."""
        return json.loads(self._content, **options)

    @property
    def request(self):
        """The request."""
        if self._request is None:
            self._request = self._asked()
        return self._request

    def raise_for_status(self):
        """As httpx's own, which looks for the request."""
        return self if self.status_code < 300 else self._raised()

    def _raised(self):
        assert self.request
        return super().raise_for_status()


class Wire(httpx.BaseTransport):
    """Plain HTTP to one server over connections that are kept; an answer is read whole."""

    def __init__(self):
        self.idle = []

    def handle_request(self, request):
        """The answer. Raises what httpx raises: ConnectError, WriteError, ReadError, ReadTimeout, RemoteProtocolError."""
        times, address = request.extensions.get("timeout", {}), (request.url.host, request.url.port or 80)
        answer = self.exchange(address, _octets(request), times.get("connect"), times.get("read"), is_bare=request.method == "HEAD")
        return _decoded(answer, None)

    def exchange(self, address, octets, to_connect, to_read, *, is_bare):
        """What is answered to these octets; an answer that ``is_bare`` has headers alone. Times are in seconds."""
        connection = self._kept(address)
        if connection is None:
            connection = _connected(address, to_connect)
        connection.settimeout(to_read)
        answer = _Answer(is_bare)
        try:
            _send(connection, octets)
            _receive(connection, answer)
        except BaseException:
            connection.close()
            raise
        if answer.is_kept:
            self.idle.append((address, connection))
        else:
            connection.close()
        return answer

    def close(self):
        """Closes the connections."""
        while self.idle:
            self.idle.pop()[1].close()

    def _kept(self, address):
        """A connection of an earlier request that the server has not ended."""
        while self.idle:
            kept_for, connection = self.idle.pop()
            connection.setblocking(False)
            try:
                connection.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                if kept_for == address:
                    return connection
            except OSError:
                pass
            connection.close()
        return None


class _Answer:
    """What the parser tells of one answer."""

    def __init__(self, is_bare):
        self.is_bare, self.is_complete, self.is_kept = is_bare, False, False
        self.status, self.reason, self.headers, self.body = 0, b"", [], []
        self.parser = httptools.HttpResponseParser(self)

    @property
    def extensions(self):
        """The version and the phrase, as httpx names them."""
        return {"http_version": f"HTTP/{self.parser.get_http_version()}".encode(), "reason_phrase": self.reason}

    def on_status(self, reason):
        self.reason += reason

    def on_header(self, name, value):
        self.headers.append((name, value))

    def on_headers_complete(self):
        self.status, self.is_kept = self.parser.get_status_code(), self.parser.should_keep_alive()
        self.is_complete = self.is_bare

    def on_body(self, octets):
        self.body.append(octets)

    def on_message_complete(self):
        self.is_complete = True


class _Cookies:
    """An answer as the standard library's jar reads it."""

    def __init__(self, answer):
        self.headers = Message()
        for name, value in answer.headers:
            self.headers[name.decode("latin-1")] = value.decode("latin-1")

    def info(self):
        return self.headers


def _decoded(answer, request):
    stream = httpx.ByteStream(b"".join(answer.body))
    response = httpx.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions, request=request)
    if request is not None:
        response.read()
    return response


def _body(said):
    """Content type and octets of what httpx would send, or None of what only httpx can."""
    content, data = said.get("content"), said.get("data")
    if any(name.lower() == b"transfer-encoding" for name, _ in _raw(said.get("headers"))):
        return None
    if content is not None:
        return (b"", content.encode() if isinstance(content, str) else content) if isinstance(content, (str, bytes)) else None
    if data is not None and not isinstance(data, Mapping):
        return None
    if data:
        values = ((name, value if isinstance(value, (list, tuple)) else [value]) for name, value in data.items())
        pairs = [(name, _word(one)) for name, several in values for one in several]
        return b"application/x-www-form-urlencoded", urlencode(pairs).encode()
    if "json" in said:
        return b"application/json", json.dumps(said["json"], ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"", b""


def _raw(headers):
    """Headers as httpx writes them down, which takes its time for it."""
    pairs = headers.items() if type(headers) is dict else ()
    if not pairs or any(not (isinstance(text, str) and text.isascii()) for pair in pairs for text in pair):
        return httpx.Headers(headers).raw
    return [(name.encode(), value.encode()) for name, value in pairs]


def _word(value):
    return _WORDS[value] if isinstance(value, bool) or value is None else str(value)


def _place(base, url, params):
    """Address, value of Host and target of a plain URL, or None."""
    parts = _PLAIN_URL.fullmatch(url) if isinstance(url, str) else None
    if parts is None or not (parts[1] or base.host):
        return None
    host, target = parts.groups()
    if host is None:
        host, target = base.netloc.decode(), base.raw_path.decode() + target[1:]
    if params is not None:
        target, query = target.partition("?")[0], str(httpx.QueryParams(params))
        target += f"?{query}" if query else ""
    name, _, port = host.partition(":")
    return (name, int(port or 80)), name if port == "80" else host, target


def _octets(request):
    body = b"".join(request.stream)
    path = request.url.raw_path
    lines = [b"%s: %s" % header for header in request.headers.raw]
    if request.headers.get("transfer-encoding") == "chunked":
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    return b"\r\n".join([b"%s %s HTTP/1.1" % (request.method.encode(), path), *lines, b"", body])


def _connected(address, seconds):
    try:
        connection = socket.create_connection(address, seconds)
    except TimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _send(connection, octets):
    try:
        connection.sendall(octets)
    except TimeoutError as error:
        raise httpx.WriteTimeout(str(error)) from error
    except OSError as error:
        raise httpx.WriteError(str(error)) from error


def _receive(connection, answer):
    """Feeds the parser until the answer is there."""
    while not answer.is_complete:
        try:
            octets = connection.recv(1 << 16)
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        if octets:
            try:
                answer.parser.feed_data(octets)
            except httptools.HttpParserError as error:
                raise httpx.RemoteProtocolError(str(error)) from error
        elif answer.status and not answer.is_kept:
            return
        else:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
