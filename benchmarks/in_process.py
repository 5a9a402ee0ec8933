"""The emulator without a server: requests straight to its ASGI application, and what a per-test restore costs."""

import asyncio
import statistics
import time
from urllib.parse import urlencode

import peers

from emulator.web.app import App
from emulator.world.emulator import Emulator

ROUNDS = 200
ALICE = {"grant_type": "password", **peers.SVC, "username": "alice", "password": "wonder", "scope": "openid"}


def people(count):
    """Users without credentials, so that no server has to hash any."""
    return [
        {"username": f"user{i}", "enabled": True, "email": f"user{i}@example.org", "firstName": "User", "lastName": str(i)}
        for i in range(count)
    ]


def application(users=0):
    """The emulator's application with the benchmark's realm and so many more users."""
    emulator = Emulator()
    emulator.add_master()
    emulator.add_realm({**peers.REALM, "users": [*peers.REALM["users"], *people(users)]})
    emulator.store.log.settle()
    return App(emulator)


class Request:
    """A token request that can be made again and again; ``status`` is that of the last answer."""

    def __init__(self, form):
        self.body = urlencode(form).encode()
        path = f"/realms/{peers.REALM['realm']}/protocol/openid-connect/token"
        headers = [(b"host", b"127.0.0.1:8080"), (b"content-type", b"application/x-www-form-urlencoded")]
        self.scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
            "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8080), "headers": headers,
        }  # fmt: skip
        self.status = 0

    async def receive(self):
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def send(self, message):
        self.status = message.get("status", self.status)

    async def to(self, app):
        """Makes the request; raises RuntimeError when the answer is not 200."""
        await app(self.scope, self.receive, self.send)
        if self.status != 200:
            raise RuntimeError(f"the token endpoint answered {self.status}")


def restore(users):
    """Milliseconds: (of putting the realm back after one login, of the next login then), medians; raises if it was not put back."""
    return asyncio.run(_restore(application(users)))


async def _restore(app):
    store = app.emulator.store
    sessions = store.realm(peers.REALM["realm"]).user_sessions
    login = Request(ALICE)
    await login.to(app)
    before = len(sessions)
    restores, logins = [], []
    for _ in range(ROUNDS):
        mark = store.hold()
        began = time.perf_counter()
        await login.to(app)
        logins.append(time.perf_counter() - began)
        if len(sessions) != before + 1:
            raise RuntimeError("the login left no session that a restore could undo")
        began = time.perf_counter()
        store.roll_back(mark)
        store.release()
        restores.append(time.perf_counter() - began)
        if len(sessions) != before:
            raise RuntimeError("the restore left a session behind")
    return statistics.median(restores) * 1000, statistics.median(logins) * 1000
