"""HTTP to others: what comes back, and what does not."""

import contextlib
import socket
import threading
import time

import pytest
from werkzeug import Response

from emulator.core import fetch


def test_bodies_headers_and_methods(httpserver):
    httpserver.expect_request("/read", method="GET", headers={"X-Mine": "1"}).respond_with_data("öl")
    httpserver.expect_request("/write", method="POST", data="a=b").respond_with_data("done", status=201)
    assert fetch.get(httpserver.url_for("/read"), {"X-Mine": "1"}).decode() == "öl"
    assert fetch.post(httpserver.url_for("/write"), b"a=b", {"Content-Type": "x/y"}) == b"done"
    reply = fetch.send("POST", httpserver.url_for("/write"), b"a=b", {})
    assert (reply.status, reply.body) == (201, b"done")


def test_a_refusal_has_its_status_and_body(httpserver):
    httpserver.expect_request("/no").respond_with_data("because", status=403)
    with pytest.raises(fetch.FetchError, match="answered 403") as caught:
        fetch.get(httpserver.url_for("/no"))
    assert (caught.value.status, caught.value.text) == (403, "because")


@pytest.mark.parametrize("url", ["", "ftp://localhost/x", "file:///etc/passwd", "/relative", "javascript:1", "localhost/x"])
def test_other_schemes(url):
    with pytest.raises(fetch.FetchError, match="is not a http or https URL"):
        fetch.get(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://localhost/x"])
def test_a_redirect_leads_to_no_other_scheme(httpserver, target):
    httpserver.expect_request("/away").respond_with_response(Response(status=302, headers={"Location": target}))
    with pytest.raises(fetch.FetchError):
        fetch.get(httpserver.url_for("/away"))


def test_what_was_sent_follows_no_redirect(httpserver):
    httpserver.expect_request("/away").respond_with_response(Response(status=301, headers={"Location": httpserver.url_for("/here")}))
    with pytest.raises(fetch.FetchError) as refused:
        fetch.post(httpserver.url_for("/away"), b"{}", {})
    assert refused.value.status == 301
    assert [request.path for request, _ in httpserver.log] == ["/away"]


def test_a_redirect_is_followed(httpserver):
    httpserver.expect_request("/away").respond_with_response(Response(status=302, headers={"Location": httpserver.url_for("/here")}))
    httpserver.expect_request("/here").respond_with_data("here")
    assert fetch.get(httpserver.url_for("/away")) == b"here"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "http://[/", "http://localhost:x/", "http:///x"])
def test_nobody_there(url):
    with pytest.raises(fetch.FetchError) as caught:
        fetch.get(url, seconds=2)
    assert caught.value.status == 0


def test_a_body_that_is_too_long(httpserver):
    httpserver.expect_request("/long").respond_with_data(b"x" * 5000)
    assert len(fetch.send("GET", httpserver.url_for("/long"), None, {}, most=5000).body) == 5000
    with pytest.raises(fetch.FetchError, match="more than 4,999 bytes"):
        fetch.send("GET", httpserver.url_for("/long"), None, {}, most=4999)


@contextlib.contextmanager
def answering(*pieces, pause=0.0):
    """The URL of somebody who answers anything with these bytes, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with contextlib.suppress(OSError):
                connection = listener.accept()[0]
                with connection:
                    connection.recv(1000)
                    for piece in pieces:
                        connection.sendall(piece)
                        ended.wait(pause)

        ended = threading.Event()
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        ended.set()
        thread.join()


@pytest.mark.parametrize("said", [b"", b"no HTTP at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"])
def test_what_is_no_answer(said):
    with answering(said) as url, pytest.raises(fetch.FetchError):
        fetch.get(url)


def test_silence_ends(httpserver):
    with answering(b"", pause=30) as url, pytest.raises(fetch.FetchError):
        fetch.get(url, seconds=0.2)


def test_one_who_speaks_slowly_is_not_listened_to_forever():
    began = time.monotonic()
    with answering(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100, pause=0.1) as url, pytest.raises(fetch.FetchError, match="too long"):
        fetch.get(url, seconds=0.3)
    assert time.monotonic() - began < 5
