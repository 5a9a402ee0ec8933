"""What the suites in a real browser share: the page of the controls, and axe-core where npm can bring it."""

import shutil
import subprocess

import pytest

from tests.conftest import ALICE, SVC

AXE = "axe-core@4.10.3"


class ControlsPage:
    """A browser at ``/_emulator``. ``wrong`` are complaints of the browser, ``outside`` are requests to other servers."""

    def __init__(self, chromium, server, **options):
        self.server = server
        self.context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "permissions": ["clipboard-read", "clipboard-write"], **options}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.wrong, self.outside = [], []
        self.page.on("pageerror", lambda fault: self.wrong.append(str(fault)))
        self.page.on("console", self._said)
        self.page.on("dialog", self._dialog)
        self.context.on("request", lambda request: None if request.url.startswith(server.url) else self.outside.append(request.url))

    def _said(self, message):
        # Chromium says so of every answer above 399.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.wrong.append(message.text)

    def _dialog(self, dialog):
        self.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, view=""):
        self.page.goto(f"{self.server.url}/_emulator" + (f"#/{view}" if view else ""))
        self.page.locator("main[aria-label] > .root:not(:empty)").wait_for()
        return self.page

    def go(self, view):
        self.page.get_by_role("navigation", name="Views").get_by_role("link", name=view, exact=True).click()
        self.page.locator(f"main[aria-label='{view}'] > .root:not(:empty)").wait_for()


@pytest.fixture
def controls_page(chromium, server):
    """Opens the page of the controls as often as a test wants; none of them may have complained or left the server."""
    opened = []

    def make(**options):
        opened.append(ControlsPage(chromium, server, **options))
        return opened[-1]

    server.realm("shop", clients=[{**SVC, "redirectUris": [f"{server.url}/*"]}], users=[ALICE])
    yield make
    for each in opened:
        each.context.close()
    assert [(each.wrong, each.outside) for each in opened] == [([], [])] * len(opened)


@pytest.fixture(scope="session")
def axe(pytestconfig):
    """The text of axe-core, kept in pytest's cache."""
    folder = pytestconfig.cache.mkdir("axe")
    script = folder / "node_modules/axe-core/axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("there is no npm")
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", folder, AXE], capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            pytest.skip(f"npm could not install axe-core: {done.stderr[-300:]}")
    return script.read_text()
