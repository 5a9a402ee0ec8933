"""Under load a second process signs: the tokens are the same, whatever becomes of it."""

import http.client
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.commands.running import Started

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc"),
    pytest.mark.skipif(not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="one core signs in place"),
]
REALM = """\
realm: busy
clients:
  - {clientId: RS256, secret: s, serviceAccountsEnabled: true}
  - {clientId: PS256, secret: s, serviceAccountsEnabled: true, attributes: {access.token.signed.response.alg: PS256}}
  - {clientId: ES256, secret: s, serviceAccountsEnabled: true, attributes: {access.token.signed.response.alg: ES256}}
  - {clientId: long, secret: s, serviceAccountsEnabled: true, protocolMappers: [{name: long, protocol: openid-connect,
     protocolMapper: oidc-hardcoded-claim-mapper, config: {claim.name: long, claim.value: "LONG", access.token.claim: "true"}}]}
components:
  org.keycloak.keys.KeyProvider:
    - {name: rs, providerId: rsa-generated, config: {algorithm: [RS256]}}
    - {name: ps, providerId: rsa-generated, config: {algorithm: [PS256]}}
    - {name: es, providerId: ecdsa-generated, config: {ecdsaEllipticCurveKey: [P-256]}}
    - {name: hs, providerId: hmac-generated, config: {algorithm: [HS512]}}
"""


def children(pid):
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Hurried(Started):
    """A server that takes a thirtieth of the usual number of requests for a load."""

    command = (
        sys.executable, "-c",
        "import sys; from emulator.web import signing; signing.BEGIN_AFTER = 50; from emulator.cli import main; sys.exit(main())",
    )  # fmt: skip


class Load:
    """Sixteen connections that ask at once, again and again; every token that comes is verified against the realm's keys."""

    def __init__(self, server):
        self.path = "/realms/busy/protocol/openid-connect"
        address = server.url.removeprefix("http://")
        self.connections = [http.client.HTTPConnection(address, timeout=60) for _ in range(16)]
        self.connections[0].request("GET", f"{self.path}/certs")
        self.keys = KeySet.import_key_set(json.load(self.connections[0].getresponse()))
        self.clients = ("RS256", "RS256", "PS256", "ES256", "long")
        self.seen = set()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for connection in self.connections:
            connection.close()

    def send(self, connection, client):
        body = urlencode({"grant_type": "client_credentials", "client_id": client, "client_secret": "s"})
        connection.request("POST", f"{self.path}/token", body, {"Content-Type": "application/x-www-form-urlencoded"})

    def receive(self, connection, client):
        answer = connection.getresponse()
        assert answer.status == 200
        token = jwt.decode(json.load(answer)["access_token"], self.keys, algorithms=["RS256", "PS256", "ES256"])
        assert token.header["alg"] == (client if client != "long" else "RS256")
        assert token.claims["azp"] == client
        assert token.claims["jti"] not in self.seen
        self.seen.add(token.claims["jti"])

    def one(self, number):
        connection, client = self.connections[0], self.clients[number % len(self.clients)]
        self.send(connection, client)
        self.receive(connection, client)

    def run(self, rounds):
        for number in range(rounds):
            asked = [(connection, self.clients[(number + place) % len(self.clients)]) for place, connection in enumerate(self.connections)]
            for connection, client in asked:
                self.send(connection, client)
            for connection, client in asked:
                self.receive(connection, client)

    def until_process(self, pid):
        """Sends requests until the second process is there, then some more; its pid."""
        for _ in range(200):
            self.run(1)
            if processes := children(pid):
                self.run(3)
                return processes[0]
        raise AssertionError("no second process was started")


@pytest.fixture
def server(tmp_path):
    realm = tmp_path / "busy.yaml"
    realm.write_text(REALM.replace("LONG", "x" * 20_000))
    with Hurried(str(realm)) as server:
        # What is not read fills the pipe, and then the server waits.
        threading.Thread(target=lambda: [None for _ in server.process.stdout], daemon=True).start()
        yield server


def test_a_process_for_many_at_once_signs_every_algorithm_and_ends_with_the_server(server):
    with Load(server) as load:
        for number in range(70):
            load.one(number)
        assert children(server.process.pid) == [], "requests one after the other need no second process"
        second = load.until_process(server.process.pid)
        load.run(5)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(60)
    deadline = time.monotonic() + 60
    while is_running(second) and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    assert not is_running(second)


def test_a_second_process_that_dies_is_not_missed(server):
    with Load(server) as load:
        os.kill(load.until_process(server.process.pid), signal.SIGKILL)
        load.run(5)
        assert children(server.process.pid) == []
