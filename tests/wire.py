"""What carries the requests of the suite's own clients: httpx with a parser in C below, at a third of its usual cost.

The clients that people use, httpx as it comes among them, are driven where a test is about them.
"""

import socket

import httptools
import httpx


class Wire(httpx.BaseTransport):
    """Plain HTTP to one server over connections that are kept; an answer is read whole."""

    def __init__(self):
        self.idle = []

    def handle_request(self, request):
        """The answer. Raises what httpx raises: ConnectError, WriteError, ReadError, ReadTimeout, RemoteProtocolError."""
        times, address = request.extensions.get("timeout", {}), (request.url.host, request.url.port or 80)
        octets = _octets(request)
        connection = self._kept(address)
        if connection is None:
            connection = _connected(address, times.get("connect"))
        connection.settimeout(times.get("read"))
        answer = _Answer(request.method == "HEAD")
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
        return httpx.Response(
            answer.status, headers=answer.headers, stream=httpx.ByteStream(b"".join(answer.body)), extensions=answer.extensions
        )

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
