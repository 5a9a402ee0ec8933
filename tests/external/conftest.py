"""What the suites of client libraries share: their packages, a site that serves pages, a browser."""

import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ALICE

HERE = Path(__file__).parent
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "clientRoles": {"account": ["manage-account", "view-profile"]}}


@pytest.fixture(scope="session")
def packages(pytestconfig):
    """The folder with the npm packages of ``package.json``; installed once and kept in pytest's cache."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm")
    folder = pytestconfig.cache.mkdir("external-npm")
    wanted = (HERE / "package.json").read_text()
    installed = folder / "package.json"
    if not (folder / "node_modules").is_dir() or not installed.is_file() or installed.read_text() != wanted:
        installed.write_text(wanted)
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            installed.unlink()
            pytest.skip(f"npm could not install the packages: {done.stderr[-300:]}")
    return folder


class _Site(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".mjs": "text/javascript"}

    def log_message(self, *arguments):
        """Keeps quiet."""


@pytest.fixture(scope="session")
def site(packages, tmp_path_factory):
    """The origin of a web application: the pages of ``web/`` and the packages."""
    folder = tmp_path_factory.mktemp("site")
    for page in (HERE / "web").iterdir():
        shutil.copy(page, folder)
    (folder / "node_modules").symlink_to(packages / "node_modules")
    service = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(folder)))
    service.daemon_threads = True
    threading.Thread(target=service.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{service.server_port}"
    service.shutdown()
    service.server_close()


@pytest.fixture
def context(chromium):
    """A browser without cookies; what its pages say on the console is printed."""
    made = chromium.new_context()
    made.set_default_timeout(60_000)
    made.on("console", lambda message: print("console:", message.text))
    yield made
    made.close()


@pytest.fixture
def web_realm(server, site):
    """A realm for a web application on the site."""
    app = {
        "clientId": "app", "publicClient": True, "redirectUris": [f"{site}/*"], "webOrigins": ["+"], "baseUrl": f"{site}/app.html",
        "attributes": {"post.logout.redirect.uris": "+"},
    }  # fmt: skip
    return server.realm("web", clients=[app], users=[BOB], registrationAllowed=True)


def log_in(page, username="bob", password="wonder"):
    """Fills in Keycloak's login form."""
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("#kc-login")
