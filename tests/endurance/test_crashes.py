"""Servers that are killed at random moments under load, and disks that are full: what was acknowledged is there, all of it or nothing."""

import random
import threading
import time

import httpx
import pytest

THREADS = 4


class Load:
    """Threads that make users and rotate refresh tokens, and remember what was acknowledged."""

    def __init__(self, server, number):
        self.server = server
        self.number = number
        self.users = []
        self.tokens = {}
        self.acknowledged = 0
        self.over = False
        self.administrator = server.administrator()
        self.threads = [threading.Thread(target=self._run, args=(worker,)) for worker in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _run(self, worker):
        done = 0
        with httpx.Client(base_url=self.server.url, timeout=60) as http:
            try:
                while not self.over:
                    done += 1
                    if worker % 2:
                        self._make_user(http, f"user-{self.number}-{worker}-{done}")
                    else:
                        self._rotate(http, worker)
            except (httpx.HTTPError, KeyError):
                return

    def _make_user(self, http, name):
        document = {
            "username": name,
            "enabled": True,
            "firstName": name,
            "lastName": "L",
            "email": f"{name}@example.org",
            "credentials": [{"type": "password", "value": name}],
            "groups": [],
        }
        if http.post("/admin/realms/shop/users", json=document, headers=self.administrator).status_code == 201:
            self.users.append(name)
            self.acknowledged += 1

    def _rotate(self, http, worker):
        token = self.tokens.pop(worker, None)
        form = {"grant_type": "refresh_token", "client_id": "web", "refresh_token": token}
        if token is None:
            form = {"grant_type": "password", "client_id": "web", "username": "alice", "password": "pw"}
        answer = http.post("/realms/shop/protocol/openid-connect/token", data=form).json()
        self.tokens[worker] = answer["refresh_token"]
        self.acknowledged += 1

    def wait_for(self, count):
        """Returns when so many changes were acknowledged, in the midst of the next."""
        while self.acknowledged < count and any(thread.is_alive() for thread in self.threads):
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.01))

    def join(self):
        self.over = True
        for thread in self.threads:
            thread.join()


def check(server, users, tokens):
    """All users are there with all that belongs to them; each token that nobody used since is good for another."""
    listed = server.http.get("/admin/realms/shop/users?max=100000&briefRepresentation=false", headers=server.administrator()).json()
    by_name = {user["username"]: user for user in listed}
    assert [name for name in users if name not in by_name] == []
    for name, user in by_name.items():
        if name != "alice":
            assert (user["firstName"], user["email"]) == (name, f"{name}@example.org")
    for name in random.sample(users, min(len(users), 3)):
        assert server.login(name, name).status_code == 200
    for token in tokens:
        assert server.refresh(token).status_code == 200


@pytest.mark.parametrize("kind", ["dev-file", "postgres"])
def test_what_was_acknowledged_survives_kill_9(start, kind, rounds, request):
    options = ["--db", kind]
    if kind == "postgres":
        options += ["--db-url", request.getfixturevalue("database")]
    users = []
    kept = 0
    for number in range(rounds):
        server = start(*options)
        load = Load(server, number)
        load.wait_for(random.randint(1, 40))
        server.kill()
        load.join()
        users += load.users
        kept += load.acknowledged
        server = start(*options)
        check(server, users, load.tokens.values())
        server.kill()
    print(f"{kind}: {rounds} rounds, {kept} acknowledged changes, none lost")


def test_a_full_disk_loses_nothing_that_was_acknowledged(start):
    server = start("--db", "dev-file", limit=1_500_000)
    administrator = server.administrator()
    acknowledged = []
    refused = 0
    for number in range(4000):
        document = {"username": f"user{number}", "enabled": True, "email": f"user{number}@example.org"}
        answer = server.http.post("/admin/realms/shop/users", json=document, headers=administrator)
        if answer.status_code == 201:
            acknowledged.append(f"user{number}")
        else:
            assert (answer.status_code, answer.json().get("error")) == (500, "unknown_error"), answer.text
            refused += 1
        if refused > 20:
            break
    assert refused
    # What could not be written did not happen in memory either.
    users = server.http.get("/admin/realms/shop/users?max=100000", headers=administrator).json()
    assert {user["username"] for user in users} == {"alice", *acknowledged}
    server.kill()
    again = start("--db", "dev-file")
    users = again.http.get("/admin/realms/shop/users?max=100000", headers=again.administrator()).json()
    assert {user["username"] for user in users} == {"alice", *acknowledged}
    assert again.login().status_code == 200
