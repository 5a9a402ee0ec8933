"""Server processes that are killed, and run beside each other."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest


def pytest_addoption(parser):
    parser.addoption("--rounds", type=int, default=20, help="how often a server is killed, and tries per hundred of a race (default: 20)")


@pytest.fixture
def rounds(request):
    return request.config.getoption("--rounds")


class Process:
    """A server of its own, whose issuer is the same wherever and whenever it runs."""

    def __init__(self, *arguments, cwd, limit=None):
        def set_limit():
            import resource

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        command = [sys.executable, "-m", "emulator", "start-dev", "--http-port", "0", "--hostname", "http://sso.example.org", *arguments]
        self.log = (cwd / "log").open("ab+")
        start = self.log.seek(0, os.SEEK_END)
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=cwd, preexec_fn=set_limit if limit else None)  # noqa: PLW1509
        self.url = None
        while self.url is None:
            assert self.process.poll() is None, (cwd / "log").read_text()
            line = re.search(rb"Listening on: (http://[^\s]+?)\.?\s", (cwd / "log").read_bytes()[start:])
            self.url = line[1].decode() if line else None
        self.http = httpx.Client(base_url=self.url, timeout=30)

    def post(self, path, realm="shop", **form):
        return self.http.post(f"/realms/{realm}/protocol/openid-connect/{path}", data=form)

    def login(self, username="alice", password="pw"):
        return self.post("token", grant_type="password", client_id="web", username=username, password=password)

    def refresh(self, token):
        return self.post("token", grant_type="refresh_token", client_id="web", refresh_token=token)

    def administrator(self):
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        return {"Authorization": f"Bearer {self.post('token', realm='master', **form).json()['access_token']}"}

    def log_text(self):
        """All that it has said so far."""
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.http.close()
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self):
        self.http.close()
        self.process.terminate()
        code = self.process.wait(60)
        self.log.close()
        return code


@pytest.fixture
def start(tmp_path):
    servers = []
    (tmp_path / "shop.yaml").write_text(
        "realm: shop\nrevokeRefreshToken: true\naccessTokenLifespan: 36000\nssoSessionIdleTimeout: 36000\n"
        'clients:\n  web: {public: true, directAccessGrantsEnabled: true, redirectUris: ["http://localhost/*"]}\n'
        "users:\n  alice: {password: pw}\n"
    )

    def begin(*arguments, **named):
        servers.append(Process("shop.yaml", *arguments, cwd=tmp_path, **named))
        return servers[-1]

    yield begin
    for server in servers:
        if server.process.poll() is None:
            server.kill()
