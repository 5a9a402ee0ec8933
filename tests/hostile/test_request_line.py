"""Request lines and parameters that Keycloak stops at its door; statuses and bodies were recorded from it."""

import socket

import pytest

INVALID = b'{"error":"invalidCharacter","error_description":"Request path contains invalid character \';\'"}'
UNNORMALIZED = b'{"error":"missingNormalization","error_description":"Request path not normalized"}'
BLOCKED = b'{"error":"Blocking invalid query parameter value"}'


def raw(server, target, accept=b"*/*"):
    """Status and body of a request with this target, sent as it is."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + b"\r\nConnection: close\r\n\r\n")
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        (b"/realms//test", 400, UNNORMALIZED), (b"//realms/test", 400, UNNORMALIZED), (b"/realms/test//", 400, UNNORMALIZED),
        (b"/realms/test/./x", 400, UNNORMALIZED), (b"/realms/test/%2e%2E/x", 400, UNNORMALIZED), (b"/realms/test/..", 400, UNNORMALIZED),
        (b"/realms/test;x?a=%01", 400, INVALID), (b"/realms/test/..;/x", 400, INVALID),
        (b"/realms/test?a=%00", 400, BLOCKED), (b"/nothing?a=b&c=%1b", 400, BLOCKED), (b"/auth/realms/test?a=%0C", 400, BLOCKED),
        (b"/realms/test%zz", 400, b""), (b"/realms/test?a=%4", 400, b""), (b"/realms/test\\x", 400, b""), (b"/realms/test?a=<", 400, b""),
        (b"/realms/a[b", 400, b""), (b"*", 404, b""),
    ],
)  # fmt: skip
def test_refused_at_the_door(realm, server, target, status, body):
    assert raw(server, target) == (status, body)


@pytest.mark.parametrize("accept", [b"text/html", b"application/json,text/html;q=0.1", b"application/xhtml+xml", b"application/json"])
def test_people_are_told_of_a_control_character_on_a_page(realm, server, accept):
    status, body = raw(server, b"/realms/test/protocol/openid-connect/auth?state=%00", accept)
    assert status == 400
    assert (b"An internal server error has occurred" in body) == (b"text/html" in accept)
    assert (body == BLOCKED) == (b"text/html" not in accept)


@pytest.mark.parametrize(
    "target",
    [
        b"/realms/test?a=;",
        b"/realms/test?x=//",
        b"/realms/test?a=%0a",
        b"/realms/test?%01=a",
        b"/realms/test?a=[b]",
        b"/realms/test?a=%2500",
    ],
)
def test_taken(realm, server, target):
    assert raw(server, target)[0] == 200


@pytest.mark.parametrize("control", ["\0", "\t", "\n", "\x7f"])
def test_control_characters_do_not_count_except_in_credentials(realm, control):
    assert realm.token(grant_type=f"pass{control}word", username="alice", password="wonder", scope=f"openid{control}").status_code == 200
    assert realm.token(grant_type="password", username="alice", password=f"won{control}der").json()["error"] == "invalid_grant"
    assert realm.token(grant_type="client_credentials", client_secret=f"s3{control}cret").json()["error"] == "unauthorized_client"


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("offer", [b"Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAA", b"upgrade:websocket", b"UPGRADE: h2c"])
def test_who_would_rather_speak_another_protocol_is_answered_in_this_one(realm, server, offer, parts):
    """Java's HttpClient offers HTTP/2 with every first request, whose body counts all the same."""
    body = b"grant_type=client_credentials&client_id=svc&client_secret=s3cret"
    head = (
        b"POST /realms/test/protocol/openid-connect/token HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHost: localhost\r\n" + offer
        + b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
    )  # fmt: skip
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in [head + body] if parts == 1 else [head, body]:
            connection.sendall(part)
        connection.sendall(b"GET /realms/test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert answer.count(b"HTTP/1.1 200 OK") == 2, answer
    assert b'"access_token"' in answer
