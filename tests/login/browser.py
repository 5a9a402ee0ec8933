"""A browser without scripts: keeps cookies, follows what is asked of it, fills in forms."""

import html
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.support import CLIENTS, http_client

CALLBACK = "https://app.example.org/cb"


class Browser:
    """One browser at one realm. ``page`` is the last answer. Its connections are closed when the test ends."""

    def __init__(self, realm):
        self.realm = realm
        self.cookies = {}
        self.page = None
        self.http = http_client(timeout=20)
        CLIENTS.append(self.http)

    def send(self, method, url, **more):
        url = urljoin(self.realm.issuer + "/", url)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        self.page = self.http.request(method, url, headers={**headers, **more.pop("headers", {})}, **more)
        for line in self.page.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return self

    def get(self, url, **query):
        return self.send("GET", url, params=query or None)

    def ask(self, **parameters):
        """An authorization request of the client ``app``."""
        usual = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
        return self.get("protocol/openid-connect/auth", **{**usual, **parameters})

    def submit(self, **fields):
        """Posts the page's form with its hidden fields and these; follows redirects inside of the realm."""
        return self.post(**fields).follow()

    def post(self, **fields):
        """Posts the page's first form with its hidden fields and these."""
        form = self.page.text.partition("</form>")[0]
        action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', form)[1])
        hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form))
        return self.send("POST", action, data={**hidden, **fields})

    def follow(self):
        while next_url := self._next():
            self.get(next_url)
        return self

    def _next(self):
        """Where the page sends a browser on to at once, as long as that stays at the server."""
        refresh = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', self.page.text)
        url = html.unescape(refresh[1]) if refresh else self.location if self.page.status_code in (302, 303) else ""
        return url if url.startswith(self.realm.server.url) else ""

    def log_in(self, username="alice", password="wonder", **parameters):
        self.ask(**parameters)
        return self.submit(username=username, password=password)

    def click(self, text):
        """Follows the link with this text."""
        for url, label in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.page.text, re.DOTALL):
            if text in html.unescape(label):
                return self.get(html.unescape(url)).follow()
        raise AssertionError(f"there is no link '{text}' on the page '{self.title}'")

    @property
    def location(self):
        return self.page.headers.get("location", "")

    @property
    def sent(self):
        """Parameters that the client got with the redirect."""
        assert self.location.startswith(CALLBACK), self.page.text[:2000] or self.location
        parts = urlsplit(self.location)
        return dict(parse_qsl(parts.query or parts.fragment))

    @property
    def title(self):
        found = re.search(r'id="kc-page-title">(.*?)</h1>', self.page.text, re.DOTALL)
        return html.unescape(found[1].strip()) if found else ""

    @property
    def text(self):
        body = self.page.text.partition("<body")[2]
        return " ".join(html.unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", body, flags=re.DOTALL)).split())

    def tokens(self, client="app"):
        """Exchanges the code that the client got."""
        form = {"client_id": client, "client_secret": "s3cret", "code": self.sent["code"], "redirect_uri": CALLBACK}
        answer = self.realm.http.post("/token", data={"grant_type": "authorization_code", **form})
        assert answer.status_code == 200, answer.text
        return answer.json()
