"""What the suites share beside the fixtures of conftest.py."""

import base64
import json
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.wire import Client

CLIENTS = []
"""Clients that are closed when the test ends."""
ADMIN = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}


def part(token, index):
    """A part of a JWS as the document that it is; nothing is verified."""
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def claims(token):
    """The claims of a JWS, not verified."""
    return part(token, 1)


def http_client(**options):
    """An httpx.Client for plain HTTP at little cost; ``options`` are httpx's."""
    return Client(**{"timeout": 20, **options})


def admin_token(url, http=None):
    """An access token of master's administrator, from the server at this URL."""
    if http is None:
        with http_client() as http:
            return admin_token(url, http)
    return http.post(f"{url}/realms/master/protocol/openid-connect/token", data=ADMIN).json()["access_token"]


def admin_client(url, path="/test"):
    """An httpx.Client of the Admin API with such a token; ``path`` is what follows /admin/realms."""
    headers = {"Authorization": f"Bearer {admin_token(url)}"}
    return http_client(base_url=f"{url}/admin/realms{path}", headers=headers, timeout=60)


class Request(BaseHTTPRequestHandler):
    """A request that came to a listener: ``method``, ``path``, ``headers``, ``body``."""

    def do_GET(self):
        """Answers."""
        self.method, self.body = self.command, self.rfile.read(int(self.headers["Content-Length"] or 0))
        status, body, *content_type = self.server.answer(self)
        content = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", *content_type or ["application/json"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        """Answers."""
        self.do_GET()

    def log_message(self, *arguments):
        """Keeps quiet."""


def serve(service):
    """Serves in a thread; whoever ends it waits until it looks whether it is to end, which it would do twice a second."""
    threading.Thread(target=service.serve_forever, args=(0.01,), daemon=True).start()


@contextmanager
def listener(answer):
    """A small HTTP server while it lasts; its URL. ``answer`` makes a status and a body, and its type unless JSON, of a Request."""
    service = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    service.daemon_threads, service.answer = True, answer
    serve(service)
    try:
        yield f"http://127.0.0.1:{service.server_port}"
    finally:
        service.shutdown()
        service.server_close()


class Imports:
    """Modules that pytest runs within this process have imported, which pytester forgets at their end and at its own.

    Forgotten ones would be imported again by the next run, which takes a second, and this process would have two of each class.
    """

    def __init__(self, folder):
        self.folder, self.modules = folder, {}

    def run(self, pytester, *options):
        """The result of a run in pytester's folder."""
        result = pytester.runpytest_inprocess(*options, plugins=[self])
        self.bring_back()
        return result

    def pytest_unconfigure(self):
        """The hook at the end of such a run."""
        self.modules |= sys.modules

    def bring_back(self):
        """Imports them again, but for those of the folder of the runs."""
        for name, module in self.modules.items():
            if not (getattr(module, "__file__", None) or "").startswith(str(self.folder)):
                sys.modules.setdefault(name, module)
