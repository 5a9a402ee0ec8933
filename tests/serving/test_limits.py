"""What strangers cannot have more of: bytes, seconds, and addresses that the server asks for them."""

import contextlib
import socket
import threading

import pytest

from emulator.configuration.limits import Limits
from emulator.configuration.settings import Settings, SettingsError, resolve
from emulator.core import fetch, outgoing
from emulator.serving.live import LiveServer
from tests import wire

HEAD = b"GET /realms/master HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def small():
    limits = Limits(
        header_bytes=2000, request_seconds=0.3, idle_seconds=0.3, recorded_bytes=100, outgoing_seconds=0.4,
        outgoing=("127.0.0.2", "*.example.org"),
    )  # fmt: skip
    server = LiveServer(settings=Settings(http_port=0, limits=limits))
    server.start()
    yield server
    server.stop()


def answers(server, *parts):
    """The first line of the answer to bytes that are sent as they are."""
    host, _, port = server.origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection, connection.makefile("rb") as reader:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                connection.sendall(part)
        return reader.readline().decode().strip()


def test_what_follows_the_last_request_does_not_cost_its_answer(small):
    """A check by ``echo -e '…\\r\\n\\r\\n' >/dev/tcp/…`` sends one more line, which may come after the answer has left."""
    host, _, port = small.origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection, connection.makefile("rb") as reader:
        connection.sendall(HEAD + b"Connection: close\r\n\r\n")
        first = reader.read(1)
        connection.sendall(b"\n")
        assert first + reader.readline() == b"HTTP/1.1 200 OK\r\n"
        assert reader.read().endswith(b"}")


def test_the_head_of_a_request_has_an_end(small):
    assert answers(small, HEAD + b"X: " + b"a" * 1500 + b"\r\nConnection: close\r\n\r\n") == "HTTP/1.1 200 OK"
    assert answers(small, HEAD + b"X: " + b"a" * 3000) == "HTTP/1.1 431 Request Header Fields Too Large"
    assert answers(small, HEAD, *[b"X: a\r\n"] * 500) == "HTTP/1.1 431 Request Header Fields Too Large"
    assert answers(small, b"GET /" + b"a" * 3000) == "HTTP/1.1 414 URI Too Long"
    body = b"x" * 5000
    post = b"POST /realms/master/protocol/openid-connect/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    assert answers(small, post + b"Content-Length: 5000\r\n\r", b"\n" + body).startswith("HTTP/1.1 4")
    assert answers(small, HEAD + b"\r\n" + HEAD + b"Connection: close\r\n\r\n") == "HTTP/1.1 200 OK"


def test_a_request_arrives_in_time_or_not_at_all(small):
    late = "HTTP/1.1 408 Request Timeout"
    assert answers(small, HEAD) == late
    assert answers(small, HEAD + b"Content-Length: 9\r\n\r\nhalf") == late
    assert answers(small) == late
    assert wire.get(f"{small.url}/realms/master").status_code == 200


def test_half_a_request_changes_nothing(server, realm, admin):
    user = admin.get("/users").json()[0]["id"]
    host, _, port = server.live.origin.removeprefix("http://").partition(":")
    head = f"DELETE /admin/realms/test/users/{user} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: {admin.headers['Authorization']}\r\n"
    for part in ("", "half"):
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(f"{head}Content-Length: 9\r\n\r\n{part}".encode())
    while sum(line.startswith("DELETE") for line in server.live.requests()) < 2:
        pass
    assert admin.get(f"/users/{user}").status_code == 200


def test_a_connection_without_a_request_ends_when_it_is_told_to(small):
    """Unless told it stays for as long as Keycloak's: a pool that takes it up again later does not lose a request."""
    host, _, port = small.origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection, connection.makefile("rb") as reader:
        connection.sendall(HEAD + b"\r\n")
        assert reader.readline() == b"HTTP/1.1 200 OK\r\n"
        assert reader.read().endswith(b"}")
    assert Limits().idle_seconds == 1800


def test_of_large_bodies_the_beginning_is_recorded_and_their_size(small):
    wire.post(f"{small.url}/realms/master/protocol/openid-connect/token", data={"x": "y" * 5000})
    last = wire.get(f"{small.url}/_emulator/requests").json()[-1]
    assert (last["body_size"], len(last["parameters"]["x"])) == (5002, 98)


@pytest.mark.parametrize(
    ("hosts", "host", "allowed"),
    [
        ((), "localhost", True), (("localhost",), "LOCALHOST", True), (("127.0.0.0/8", "::1"), "localhost", True),
        (("10.0.0.0/8",), "127.0.0.1", False), (("*.localhost",), "localhost", False), (("example.org",), "127.0.0.1", False),
    ],
)  # fmt: skip
def test_whom_the_server_may_ask(hosts, host, allowed):
    token = outgoing.RULES.set(outgoing.Rules(hosts))
    try:
        if allowed:
            assert outgoing.addresses(host, 1)
        else:
            with pytest.raises(outgoing.NotAllowedError):
                outgoing.addresses(host, 1)
    finally:
        outgoing.RULES.reset(token)


def test_the_rules_hold_for_all_that_goes_out(small):
    hook = wire.post(f"{small.url}/_emulator/webhooks", json={"url": "http://127.0.0.1:9/"}).json()
    wire.get(f"{small.url}/realms/master")
    for _ in range(1000):
        (shown,) = (one for one in wire.get(f"{small.url}/_emulator/webhooks").json() if one["id"] == hook["id"])
        if shown["failures"]:
            break
    wire.delete(f"{small.url}/_emulator/webhooks")
    assert "--testing-outgoing does not allow 127.0.0.1" in shown["failures"][0]
    token = wire.post(f"{small.url}/_emulator/realms/master/tokens", json={"client_id": "admin-cli", "username": "admin"}).json()
    answer = wire.post(
        f"{small.url}/admin/realms/master/identity-provider/import-config", json={"providerId": "oidc", "fromUrl": "http://127.0.0.1:9/x"},
        headers={"Authorization": f"Bearer {token['access_token']}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "--testing-outgoing does not allow 127.0.0.1" in small.requests()[-1]


@pytest.mark.parametrize("beginning", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_a_server_that_drips_is_left(beginning):
    """Each wait is short; the whole is what counts."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(beginning)
            while not over.wait(0.02):
                connection.sendall(b"X")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(fetch.FetchError, match="took too long"):
        fetch.get(f"http://127.0.0.1:{listener.getsockname()[1]}/", seconds=0.3)
    over.set()
    thread.join()
    listener.close()


def test_options():
    given = {"testing-header-bytes": "100", "testing-request-seconds": "5s", "testing-outgoing": "10.0.0.0/8, Keys.example.org"}
    read = resolve({**given, "testing-idle-seconds": "1m"}, {}).limits
    assert (read.header_bytes, read.request_seconds, read.outgoing) == (100, 5.0, ("10.0.0.0/8", "keys.example.org"))
    assert read.idle_seconds == 60
    assert resolve({"testing-recorded-requests": "10000"}, {}).limits.recorded_requests == 10_000
    assert resolve({}, {}).limits == Limits()
    with pytest.raises(SettingsError, match="testing-recorded-bytes"):
        resolve({"testing-recorded-bytes": "0"}, {})
