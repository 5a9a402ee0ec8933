"""The shapes of redirect URIs, and the clients that they are tried with."""

import html
import json
import re
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

RECORDED = Path(__file__).parent / "recorded.json"
REALM = "redirects"
CLIENTS = {
    "some": {
        "rootUrl": "https://root.example",
        "redirectUris": [
            "http://127.0.0.1/x/*", "https://app.example/*", "http://app.example/out/*", "http://app.example/exact", "/rel/*",
            "custom:/cb/*",
            "https://q.example/a?b=c", "https://q.example/w?b=*", "https://port.example:8443/x/*", "http://localhost/n", "http://[::1]/x/*",
            "https://deep.example/a/b/*", "com.example.app://cb", "https://enc.example/a%20b/*", "https://wild.example*",
        ],
    },
    "star": {"redirectUris": ["*"]},
    "http": {"redirectUris": ["http://*"]},
    "bare": {
        "redirectUris": [
            "localhost", "bare/*", "open*", "*.example/x", "https://*.sub.example/*", "http://host.example:*", "http://loc*",
            "//two.example/a", "app:*", "https:*", "https://twice.example/**", "https://me@user.example/*", "http://localhost*",
        ],
    },
}  # fmt: skip
_DOTS = (
    "..", ".", "...", ".%2e", "%2e.", "%2e%2e", "%2E%2E", ".%2E", "%252e%252e", ".%252e", "%25252e%25252e", "%2525252e%2525252e", "..;",
    "..;a=b", ";..", "..%3b", "..%00", "%00..", "..%09", "%20..", ".. ", "%2f..", "..%2f", "..%2f..", "%2e%2e%2f", "..%252f", "..%25252f",
    "..%5c", "..\\", "%5c..", "..%255c", "%c0%ae%c0%ae", "%uff0e%uff0e", "\uff0e\uff0e", "\u2024\u2024", "a/..", "a/../..",
    "%2e%2e/%2e%2e", "..//", "//..", "%2f%2e%2e", "..%", "..%2", "%zz", "%e2%80%a5", "..?", "..#", "..%3f", "..%23",
)  # fmt: skip
_PLACES = (
    "http://127.0.0.1/x/{}/y", "http://127.0.0.1/x/{}", "https://app.example/{}/a", "http://app.example/out/{}/x",
    "http://app.example/out/a{}b", "https://deep.example/a/b/{}/c", "https://deep.example/a/b/c?q={}/", "https://deep.example/a/b/c#{}/",
    "https://root.example/rel/{}/x", "custom:/cb/{}/x", "https://enc.example/a%20b/{}/c", "http://127.0.0.1:4711/x/{}/y",
    "https://port.example:8443/x/{}/z",
)  # fmt: skip
_HOSTS = (
    "app.example", "APP.EXAMPLE", "app.example.", "app.example:443", "app.example:80", "app.example:", "app.example:8443", "evil.com",
    "app.example@evil.com", "evil.com@app.example", "user:pw@app.example", "app.example%40evil.com", "app.example%2fevil.com",
    "app.example.evil.com", "evil.com%23app.example", "app.example%00.evil.com", "app.example\\@evil.com", "app.example\\.evil.com",
    "app.example;evil.com", "[app.example]", "[::1]", "[::1]:80", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:65536", "127.0.0.1:x", "127.1",
    "localhost", "localhost:9", "", "app\u3002example", "xn--app-.example", "app.example%0d%0aX:y", "app.example evil.com",
    "root.example", "port.example", "port.example:8443", "port.example:8444", "q.example", "wild.example", "wild.example.evil.com",
    "wild.example@evil.com", "wild.example:1", "enc.example",
)  # fmt: skip
_SCHEMES = (
    "http", "https", "HTTP", "Https", "custom", "CUSTOM", "javascript", "data", "vbscript", "ftp", "file", "com.example.app", "about", "",
)  # fmt: skip
_TAILS = (
    "/x/", "/x/a", "/x", "/out/a", "/exact", "/exact/", "/exact?a=b", "/exact#f", "/a?b=c", "/a?b=c&d=e", "/w?b=z", "/w?b=*", "/rel/a",
    "/n", "", "/a%20b/c", "/a b/c", "/a+b/c", "/x/a?code=1", "/x/a?state=1&a=b", "/x/a#id_token=1", "/x/a?a=b#c", "/x/<b>", "/x/%3Cb%3E",
    "/x/{a}", "/x/|", "/x/^", "/x/`", "/x/\"", "/x/ä", "/x/%C3%A4", "/x/%ff", "/x/a%0d%0ab", "/x/a\tb", "/x/?", "/x/#", "/x/;a", "/x//a",
    "//x/a", "/X/a",
)  # fmt: skip
_WHOLE = (
    "", "*", "/", "/rel/a", "/rel/../a", "rel/a", "//evil.com", "//app.example/a", "///evil.com", "\\\\evil.com", "/\\evil.com", "http:",
    "http:/", "http://", "https:app.example/a", "https:/app.example/a", "https:///app.example/a", "javascript:alert(1)",
    "JAVASCRIPT:alert(1)", "data:text/html,x", "custom:/cb/a", "custom:/cb", "custom:cb/a", "custom:///cb/a", "custom:/cb/../a",
    "com.example.app://cb", "com.example.app://cb/a", "com.example.app:/cb", "urn:ietf:wg:oauth:2.0:oob", "http://localhost",
    "http://127.0.0.1", " http://app.example/exact", "http://app.example/exact ", "http://app.example/exact\n",
    "http://app.example/exact%0a", "http:\\\\app.example\\exact", "http://[:::]/x/", "http://[", "http://[::1]/x/../y",
    "http://[::1%25lo]/x/a", "http://1.2.3.4:99999/x", "?a=b", "#a", "a:b:c", "http//app.example", "http://app.example/out/*",
    "https://wild.example*", "http://xn--/", "http://a..b/", "http://-a/", "http://a_b/x",
)  # fmt: skip


_BARE = (
    "localhost", "localhost/a", "localhost:9", "bare", "bare/", "bare/a", "bare/../a", "bare/a?b=c", "bare/a?code=1", "open", "opening",
    "open/../a", "open@evil.com", "*.example/x", "a.example/x", "https://a.sub.example/x", "https://*.sub.example/x", "http://host.example:9",
    "http://host.example:9/a", "http://host.example:", "http://host.example:a@evil.com", "http://host.example", "http://local.test/a",
    "http://loc", "http://loc@evil.com", "//two.example/a", "//two.example/b", "app:a", "app://a/b", "app:", "app", "https:a",
    "https://twice.example/a", "https://twice.example/*", "https://twice.example/*a", "https://me@user.example/a", "https://user.example/a",
    "https://you@user.example/a", "http://localhost.evil.com/a", "http://localhost@evil.com", "javascript:*", "http://*", "http://a", "HTTP://a",
)  # fmt: skip


def shapes():
    """Each shape once, in the same order each time."""
    made = [place.format(dots) for place in _PLACES for dots in _DOTS]
    made += [f"{scheme}://{host}/x/a" for scheme in ("http", "https") for host in _HOSTS]
    made += [f"{scheme}:{rest}" if scheme else rest for scheme in _SCHEMES for rest in ("//app.example/exact", "/cb/a", "//cb")]
    made += [
        f"{base}{tail}" for base in ("http://127.0.0.1", "http://app.example", "https://q.example", "http://localhost") for tail in _TAILS
    ]
    return list(dict.fromkeys([*made, *_WHOLE, *_BARE]))


class Player:
    """A realm with the clients at a server; ``http`` is an httpx.Client whose base URL is the server's."""

    def __init__(self, http):
        self.http = http
        self.plain = HTTPConnection(http.base_url.host, http.base_url.port, timeout=60)
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        token = http.post("/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
        self.admin = {"Authorization": f"Bearer {token}"}
        self.close()
        clients = [{"clientId": name, "attributes": {"post.logout.redirect.uris": "+"}, **more} for name, more in CLIENTS.items()]
        document = {"realm": REALM, "enabled": True, "sslRequired": "none", "clients": clients}
        http.post("/admin/realms", json=document, headers=self.admin).raise_for_status()

    def close(self):
        """Removes the realm."""
        self.plain.close()
        self.http.delete(f"/admin/realms/{REALM}", headers=self.admin)

    def play(self, every=1):
        """By shape, of one in ``every``: login and logout of each client, ``+`` for taken, ``-`` for refused, a status for the rest."""
        return {shape: "".join(self.one(client, shape) for client in CLIENTS) for shape in shapes()[::every]}

    def one(self, client, shape):
        """What login and logout of a client say to a shape."""
        login = {"client_id": client, "response_type": "code", "redirect_uri": shape, "scope": "openid"}
        logout = {"client_id": client, "post_logout_redirect_uri": shape}
        return self._ask("auth", login) + self._ask("logout", logout)

    def _ask(self, endpoint, query):
        # Of the standard library, since httpx wants to understand where a redirect leads.
        self.plain.request("GET", f"/realms/{REALM}/protocol/openid-connect/{endpoint}?{urlencode(query)}")
        answer = self.plain.getresponse()
        return _told(answer.status, answer.read().decode())


def _told(status, text):
    if status in (200, 302):
        return "+"
    message = re.search(r'class="instruction">([^<]*)', text)
    said = html.unescape(message[1]).strip() if message else ""
    known = {"Invalid parameter: redirect_uri": "-", "Invalid redirect uri": "-"}
    return known.get(said, f"[{status} {said}]")


def recorded():
    """What Keycloak 26.7.4 said, by shape."""
    return json.loads(RECORDED.read_text("utf-8"))
