"""A browser in front of Keycloak's consoles, and a note of all that they ask the server for."""

import contextlib
import re
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FILES = re.compile(r"/resources/\w+/(admin|account|login|common)/[^/]+/")
_LOGIN = re.compile(r"/realms/[^/]+/(login-actions|protocol)/")
# Chromium says so of every answer above 399, which are compared by themselves; the others are Keycloak's own, on any server.
_SAID_ANYHOW = ("Failed to load resource", "Text input: Text input requires", "An iframe which has both", "For accessibility reasons")
_POLL, _QUIET_POLLS, _MOST_POLLS = 50, 5, 600
"""Milliseconds between two looks, how many of them have to find nothing, and after how many it is enough."""


def template(method, url):
    """A request by method and path, without what differs from run to run."""
    path = _UUID.sub("{id}", urlsplit(url).path.rstrip("/"))
    return f"{method} {path}"


class Consoles:
    """A page at a server. ``asked`` has the statuses of each request by method and path, ``errors`` what the browser complained of.

    ``rests`` counts the times that the walk waited for silence, and ``first`` has at which of them each request was there. ``expected`` is
    such a count of another walk: a busy browser is silent between the code of a page and what that page asks for.
    """

    def __init__(self, chromium, base, expected=None, realm="walk"):
        self.base, self.realm = base, realm
        self.rests, self.first, self.expected = 0, {}, {}
        for asked, rest in (expected or {}).items():
            self.expected.setdefault(rest, set()).add(asked)
        self.context = chromium.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
        self.asked, self.errors = {}, []
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        self.page.on("response", self._answered)
        self.under_way = set()
        self.page.on("request", self._began)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)
        self.page.on("framenavigated", lambda frame: self.under_way.clear() if frame == self.page.main_frame else None)

    def _said(self, message):
        if message.type == "error" and not message.text.startswith(_SAID_ANYHOW):
            self.errors.append(message.text[:300])

    def _began(self, request):
        if request.url.startswith(self.base) and (request.is_navigation_request() or request.frame == self.page.main_frame):
            self.under_way.add(request)

    def _ended(self, request):
        self.under_way.discard(request)

    def _answered(self, response):
        if not response.url.startswith(self.base):
            return
        path = urlsplit(response.url).path
        if response.status < 400 and (_FILES.match(path) or _LOGIN.match(path)):
            return
        self.asked.setdefault(template(response.request.method, response.url), set()).add(response.status)

    def close(self):
        self.context.close()

    # -- what a hand does ------------------------------------------------------------------------------------------------

    def log_in(self, username, password):
        self.page.fill("#username", username)
        if not self.page.locator("#password").count():
            self.page.click("#kc-login")
        self.page.fill("#password", password)
        self.page.click("#kc-login")

    def settle(self):
        """Waits until nothing is asked for any more. Playwright's own way also waits for frames that are long gone."""
        quiet, missing = 0, self.expected.get(self.rests, set())
        for _ in range(_MOST_POLLS):
            quiet = 0 if self.under_way or missing - self.asked.keys() else quiet + 1
            if quiet == _QUIET_POLLS:
                break
            self.page.wait_for_timeout(_POLL)
        for asked in self.asked:
            self.first.setdefault(asked, self.rests)
        self.rests += 1

    def open(self, place, fresh=False):
        """A page of the admin console, by its place below the realm; ``fresh`` loads the console anew."""
        self.page.goto(f"{self.base}/admin/master/console/#/{self.realm}/{place}")
        if fresh:
            self.page.reload()
        self.page.get_by_test_id("currentRealm").wait_for()
        self.settle()

    def at(self, test_id):
        return self.page.get_by_test_id(test_id).first

    def click(self, *test_ids):
        for test_id in test_ids:
            self.at(test_id).click()
        self.settle()

    def fill(self, **values):
        """Fields by test id, with a dot where the name has ``__``."""
        for test_id, value in values.items():
            self.at(test_id.replace("__", ".")).fill(value)

    def flip(self, test_id):
        """A switch, which is drawn over its input."""
        self.at(test_id).locator("xpath=..").click()
        self.settle()

    def press(self, name, exact=True):
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.settle()

    def choose(self, name, exact=True):
        """An entry of a menu or a list that is open."""
        self.page.locator("[role=menuitem], [role=option]").get_by_text(name, exact=exact).first.click()
        self.settle()

    def pick(self, text):
        """An entry of a dialog."""
        self.page.get_by_role("dialog").get_by_text(text, exact=True).click()
        self.settle()

    def tick(self):
        """The first row of a dialog."""
        self.page.get_by_role("dialog").get_by_label("Select row 0").click()

    def told(self, text):
        """Waits for the message that something was done, and takes it away where it does not go by itself first."""
        alert = self.page.locator("[data-testid=global-alerts] li", has_text=re.compile(text, re.IGNORECASE)).first
        alert.wait_for()
        for close in self.page.locator("[data-testid=global-alerts] button[aria-label^=Close], [data-testid=last-alert] button").all():
            with contextlib.suppress(TimeoutError):
                close.click(timeout=1000)

    def id_here(self):
        """The last id in the address."""
        return _UUID.findall(self.page.url)[-1]
