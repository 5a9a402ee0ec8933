"""The ways to start a server, the headers that requests come with, and what is looked at in its answers."""

import html
import json
import re
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.wire import Client

RECORDED = Path(__file__).parent / "recorded.json"
PINNED = "https://name.example.org:8443/base"
STARTS = {
    "url": {"hostname": PINNED},
    "admin": {
        "hostname": "https://name.example.org",
        "hostname-admin": "https://admin.example.org:9443/a",
        "hostname-backchannel-dynamic": "true",
    },
    "xforwarded": {"proxy-headers": "xforwarded"},
    "forwarded": {"proxy-headers": "forwarded"},
    "xforwarded name": {"proxy-headers": "xforwarded", "hostname": "name.example.org"},
    "forwarded dynamic": {"proxy-headers": "forwarded", "hostname": PINNED, "hostname-backchannel-dynamic": "true"},
    "trusted": {"proxy-headers": "forwarded", "proxy-trusted-addresses": "10.0.0.0/8,127.0.0.1"},
    "nothing": {},
    "name": {"hostname": "name.example.org"},
    "admin alone": {"hostname": "https://name.example.org", "hostname-admin": "https://admin.example.org:9443/a"},
    "path": {"http-relative-path": "/kc"},
    "path and url": {"http-relative-path": "/kc", "hostname": PINNED},
    "path xforwarded": {"http-relative-path": "/kc", "proxy-headers": "xforwarded"},
    "untrusted": {"proxy-headers": "xforwarded", "proxy-trusted-addresses": "10.0.0.0/8"},
    "strict name": {"hostname": "name.example.org", "hostname-strict": "true"},
    "forwarded name": {"proxy-headers": "forwarded", "hostname": "name.example.org"},
    "xforwarded url": {"proxy-headers": "xforwarded", "hostname": PINNED, "hostname-strict": "true"},
    "forwarded url": {"proxy-headers": "forwarded", "hostname": PINNED},
    "xforwarded dynamic": {"proxy-headers": "xforwarded", "hostname": "http://name.example.org/", "hostname-backchannel-dynamic": "true"},
    "admin xforwarded": {
        "proxy-headers": "xforwarded",
        "hostname": "https://name.example.org",
        "hostname-admin": "https://admin.example.org:9443/a",
    },
    "admin forwarded": {
        "proxy-headers": "forwarded",
        "hostname": "https://name.example.org",
        "hostname-admin": "http://name.example.org:8081/",
        "hostname-backchannel-dynamic": "true",
    },
    "path admin forwarded": {
        "http-relative-path": "/kc",
        "proxy-headers": "forwarded",
        "hostname": PINNED,
        "hostname-admin": "https://admin.example.org/kc",
        "hostname-backchannel-dynamic": "true",
    },
    "path name xforwarded": {"http-relative-path": "/kc", "proxy-headers": "xforwarded", "hostname": "name.example.org"},
}
"""Options by the name of a start."""
_REALM = "/realms/master"
_TAILS = (
    _REALM, f"{_REALM}/protocol/openid-connect/token", "/admin/master/console/", "", "", "", f"{_REALM}/login-actions/authenticate",
)  # fmt: skip
"""How the answers of a server end that believes to be reached in one way."""
_HOSTS = ("other.example.org", "other.example.org:8123", "other.example.org:80", "[2001:db8::1]:8123", "name.example.org:8443")
_X = (
    {"Proto": "https"},
    {"Host": "proxy.example.org"},
    {"Port": "8443"},
    {"Prefix": "/pre"},
    {"Prefix": "pre/"},
    {"Proto": "https", "Host": "proxy.example.org"},
    {"Proto": "https", "Host": "proxy.example.org", "Port": "8443"},
    {"Proto": "https", "Host": "proxy.example.org:7777"},
    {"Proto": "https", "Host": "proxy.example.org:7777", "Port": "8443"},
    {"Proto": "https", "Host": "proxy.example.org", "Port": "443"},
    {"Proto": "https", "Host": "proxy.example.org", "Port": "80"},
    {"Proto": "http", "Host": "proxy.example.org", "Port": "443"},
    {"Proto": "https", "Port": "8443"},
    {"Host": "proxy.example.org", "Port": "8443"},
    {"Proto": "https", "Port": "abc"},
    {"Proto": "https", "Port": "70000"},
    {"Proto": "https", "Host": "a.example.org, b.example.org"},
    {"Proto": "https,http", "Host": "proxy.example.org", "Port": "8443,80"},
    {"Proto": "HTTPS", "Host": "PROXY.example.org"},
    {"Ssl": "on"},
    {"Proto": "https", "Host": "[2001:db8::1]:8443"},
    {"Proto": "https", "Host": "[2001:db8::1]"},
    {"Proto": "https", "Host": "proxy.example.org", "Prefix": "/pre"},
    {"For": "203.0.113.5"},
    {"For": "10.0.0.1"},
    {"For": "203.0.113.5, 10.0.0.1"},
    {"For": "10.0.0.1, 203.0.113.5"},
    {"For": "203.0.113.5:4711"},
    {"For": "unknown"},
    {"For": "2001:db8::1"},
    {"For": "[2001:db8::1]:4711"},
    {"For": "203.0.113.5", "Proto": "https"},
)
_FORWARDED = (
    "proto=https",
    "host=proxy.example.org",
    "proto=https;host=proxy.example.org",
    'proto=https;host="proxy.example.org:8443"',
    "proto=https;host=proxy.example.org:8443",
    "proto=http;host=proxy.example.org:80",
    "proto=https;host=proxy.example.org:443",
    "host=proxy.example.org:443",
    "proto=https;host=proxy.example.org:80",
    'proto=https;host="[2001:db8::1]:8443"',
    'proto=https;host="[2001:db8::1]"',
    "Proto=HTTPS;Host=proxy.example.org",
    "proto=https; host=proxy.example.org",
    "for=10.0.0.1;host=a.example.org;proto=https, for=10.0.0.2;host=b.example.org;proto=http",
    "for=10.0.0.1, proto=https;host=b.example.org",
    'proto="https"',
    "proto=",
    "host=",
    ";;==",
    "garbage",
    "for=203.0.113.5",
    "for=10.0.0.1",
    'for="203.0.113.5:4711"',
    'for="[2001:db8::1]:4711"',
    "for=unknown",
    "for=_hidden",
    "for=203.0.113.5;proto=https",
    "for=10.0.0.1, for=203.0.113.5",
    "for=203.0.113.5, for=10.0.0.1",
    "by=10.0.0.9;proto=https;host=proxy.example.org:0",
)


def requests():
    """Headers of a request, by what they are called here."""
    yield "nothing", {}
    for host in _HOSTS:
        yield f"Host: {host}", {"Host": host}
    for said in _X:
        yield (
            "; ".join(f"X-{name}: {value}" for name, value in said.items()),
            {f"X-Forwarded-{name}": value for name, value in said.items()},
        )
    for text in _FORWARDED:
        yield f"Forwarded: {text}", {"Forwarded": text}
    yield "both", {"Forwarded": "proto=https;host=f.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "x.example.org"}


class Player:
    """Asks a server of this start at a host and port."""

    def __init__(self, start, host, port):
        self.prefix = STARTS[start].get("http-relative-path", "")
        self.own, self.port = f"{host}:{port}", port
        self.plain = Client(keeps_cookies=False, base_url=f"http://{host}:{port}", timeout=60)

    def play(self, every=1):
        """Answers by the name of a request, or of ``every`` so many."""
        answers = {name: self.one(headers) for name, headers in islice(requests(), 0, None, every)}
        self.plain.close()
        return answers

    def one(self, headers):
        """Issuer and token endpoint, where the console is, what the console believes, the login form, and whether a token is given."""
        status, _, body = self._ask("/realms/master/.well-known/openid-configuration", headers)
        discovery = json.loads(body) if status == 200 else {}
        seen = [discovery.get("issuer", str(status)), discovery.get("token_endpoint", "")]
        _, location, _ = self._ask("/admin/", headers)
        _, _, page = self._ask("/admin/master/console/", headers)
        environment = re.search(r'id="environment"[^>]*>(.*?)</script>', page, re.DOTALL)
        console = json.loads(environment[1]) if environment else {}
        seen += [location, *(console.get(name, "") for name in ("serverBaseUrl", "adminBaseUrl", "authUrl"))]
        return short([self._shown(part) for part in (*seen, self._form(headers, console.get("adminBaseUrl", "")), self._token(headers))])

    def _form(self, headers, base):
        redirect = f"{base}{'' if base.endswith('/') else '/'}admin/master/console/"
        query = {
            "client_id": "security-admin-console",
            "response_type": "code",
            "redirect_uri": redirect,
            "scope": "openid",
            "code_challenge_method": "S256",
        }
        status, location, page = self._ask(
            f"/realms/master/protocol/openid-connect/auth?{urlencode({**query, 'code_challenge': 'a' * 43})}", headers
        )
        action = re.search(r'<form[^>]*action="([^"]*)"', page)
        return html.unescape(action[1]).split("?")[0] if action else f"{status} {location.split('?')[0]}"

    def _token(self, headers):
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        status, _, body = self._ask("/realms/master/protocol/openid-connect/token", headers, urlencode(form))
        return f"{status} {json.loads(body).get('error_description', '') if body[:1] == '{' else ''}".strip()

    def _ask(self, path, headers, body=None):
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        answer = self.plain.request("POST" if body else "GET", f"{self.prefix}{path}", content=body, headers={**headers, **kind})
        return answer.status_code, answer.headers.get("Location", ""), answer.text

    def _shown(self, text):
        return text.replace(self.own, "<own>").replace(f":{self.port}", ":<port>")


def short(answers):
    """Answers without the paths that they have to have: one URL where all are below it, and what was said to a token request."""
    *urls, token = answers
    bases = [url.removesuffix(tail) for url, tail in zip(urls, _TAILS, strict=True)]
    return [bases[0], token] if set(bases) == {bases[0]} else [*bases, token]


def differences(expected, played):
    """What was answered otherwise, a line each."""
    return [f"{name}: {answers} for {expected[name]}" for name, answers in played.items() if expected[name] != answers]


def recorded():
    """What Keycloak 26.7.4 said, by start and request."""
    return json.loads(RECORDED.read_text("utf-8"))


def place(url):
    """Host and port of a URL."""
    parts = urlsplit(url)
    return parts.hostname, parts.port
