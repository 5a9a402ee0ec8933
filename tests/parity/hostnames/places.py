"""What says where the server is, seen once for each start: cookies, documents, locations, links in mails, a realm with a URL of its own."""

import base64
import html
import itertools
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from tests.mail.sink import Sink
from tests.parity.hostnames.cases import STARTS
from tests.wire import Client

RECORDED = Path(__file__).parent / "places.json"
REQUESTS = {
    "nothing": {},
    "Host": {"Host": "other.example.org:8123"},
    "X": {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "proxy.example.org", "X-Forwarded-Port": "8443"},
    "X-Prefix": {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "proxy.example.org", "X-Forwarded-Prefix": "/pre"},
    "Forwarded": {"Forwarded": 'proto=https;host="proxy.example.org:8443"'},
}
"""Headers by what a request is called."""
FRONT = "https://front.example.org:7443/f"
_LOOPBACK = {"Host": "localhost:8080"}


class Visitor:
    """Looks at a server of this start."""

    def __init__(self, start, host, port):
        self.prefix = STARTS[start].get("http-relative-path", "")
        self.own, self.port = f"{host}:{port}", port
        # Nobody keeps cookies: each answer is that to a new browser.
        self.http = Client(keeps_cookies=False, base_url=f"http://{host}:{port}", timeout=60)
        self.numbers, self.tokens = itertools.count(), {}

    def visit(self, names=tuple(REQUESTS)):
        """What is seen, by request."""
        with Sink() as sink:
            self.sink = sink
            self._prepare()
            try:
                return {name: self._at(name) for name in names}
            finally:
                self._forget()
                self.http.close()

    def _at(self, name):
        # Each request makes two roles, whose names are theirs whichever requests are made.
        self.numbers = itertools.count(2 * list(REQUESTS).index(name))
        return self._seen(REQUESTS[name])

    def _forget(self):
        for realm in ("plain", "front"):
            self._admin("DELETE", f"/{realm}", {})

    def _prepare(self):
        self._forget()
        user = {"username": "u", "enabled": True, "email": "u@example.org", "firstName": "U", "lastName": "U", "emailVerified": True,
                "credentials": [{"type": "password", "value": "p"}]}  # fmt: skip
        clients = [
            {"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": ["/back/*"], "webOrigins": ["+"],
             "attributes": {"oauth2.device.authorization.grant.enabled": "true"}, "baseUrl": "/back/"}
        ]  # fmt: skip
        mail = {"host": "127.0.0.1", "port": str(self.sink.port), "from": "kc@example.org"}
        realm = {"enabled": True, "sslRequired": "none", "users": [user], "clients": clients, "smtpServer": mail}
        self._admin("POST", "", {}, {"realm": "plain", **realm})
        self._admin("POST", "", {}, {"realm": "front", **realm, "attributes": {"frontendUrl": FRONT}})

    def _seen(self, headers):
        front = self._realm("front", headers)
        plain = self._realm("plain", headers)
        status, location, _, _ = self._ask("GET", "/", headers)
        return self._shown({"root": f"{status} {location}", "plain": plain, "front": front})

    def _realm(self, realm, headers):
        base = f"/realms/{realm}"
        seen = {"discovery": self._urls(f"{base}/.well-known/openid-configuration", headers), "realm": self._urls(base, headers)}
        query = {"client_id": "app", "response_type": "code", "scope": "openid"}
        query["redirect_uri"] = urljoin(self._base_of(realm, headers), "/back/x")
        status, location, page, cookies = self._ask("GET", f"{base}/protocol/openid-connect/auth?{urlencode(query)}", headers)
        action = re.search(r'<form[^>]*action="([^"]*)"', page)
        seen["login"] = html.unescape(action[1]).split("?")[0] if action else f"{status} {location.split('?')[0]}"
        seen["cookies"] = [self._cookie(cookie) for cookie in cookies]
        form = {"grant_type": "password", "client_id": "app", "username": "u", "password": "p", "scope": "openid"}
        _, _, text, _ = self._ask("POST", f"{base}/protocol/openid-connect/token", headers, urlencode(form))
        token = json.loads(text).get("access_token", "")
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")) if token else json.loads(text)
        seen["token"] = {name: claims[name] for name in ("iss", "allowed-origins", "error_description") if name in claims}
        status = self._ask("GET", f"{base}/protocol/openid-connect/userinfo", {"Authorization": f"Bearer {token}"})[0]
        seen["userinfo at the server's own address"] = status
        _, _, text, _ = self._ask("POST", f"{base}/protocol/openid-connect/auth/device", headers, "client_id=app")
        seen["device"] = json.loads(text).get("verification_uri", text)
        location = self._ask("GET", f"{base}/account", headers)[1]
        seen["account"] = f"{location.split('?')[0]} {''.join(parse_qs(urlsplit(location).query).get('redirect_uri', ()))}".strip()
        status, location, _, _ = self._ask("GET", f"{base}/clients/app/redirect", headers)
        seen["client"] = f"{status} {location}"
        status, location, _, _ = self._admin("POST", f"/{realm}/roles", headers, {"name": f"r{next(self.numbers)}"})
        seen["made"] = f"{status} {location}"
        user = json.loads(self._admin("GET", f"/{realm}/users?username=u", {})[2])[0]["id"]
        sent = len(self.sink.mails)
        status = self._admin("PUT", f"/{realm}/users/{user}/execute-actions-email", headers, ["VERIFY_EMAIL"])[0]
        links = self._links(sent)
        seen["mail"] = f"{status} {links[0].split('?')[0] if links else ''}".strip()
        return seen

    def _links(self, sent):
        """Links in the message that came after so many."""
        if len(self.sink.mails) == sent:
            return []
        return re.findall(r"https?://[^\s<>\"]+", self.sink.mails[-1]["message"].get_body(("plain",)).get_content())

    def _base_of(self, realm, headers):
        status, _, text, _ = self._ask("GET", f"/realms/{realm}", headers)
        return json.loads(text)["token-service"].split("/realms/")[0] if status == 200 else ""

    def _urls(self, path, headers):
        """The members that are URLs, by what is before their path below the realm."""
        status, _, text, _ = self._ask("GET", path, headers)
        if status != 200:
            return status
        bases = {}
        for name, value in sorted(json.loads(text).items()):
            if isinstance(value, str) and "/realms/" in value:
                bases.setdefault(value.split("/realms/")[0], []).append(name)
        return next(iter(bases)) if len(bases) == 1 else bases

    def _cookie(self, line):
        name, *rest = (part.strip() for part in line.split(";"))
        kept = (part for part in rest if part.lower().startswith(("path", "secure", "samesite")))
        return "; ".join([name.split("=")[0], *sorted(kept)])

    def _admin(self, method, path, headers, body=None):
        answer = self._token(tuple(headers.items()))
        token = answer.get("access_token")
        if token is None:
            return 0, answer.get("error_description", ""), "", []
        more = {"Authorization": f"Bearer {token}"}
        return self._ask(method, f"/admin/realms{path}", {**headers, **more}, json.dumps(body) if body is not None else None)

    def _token(self, headers):
        """What an administrator is told who asks for a token with these headers, once in a visit: it lasts less than a token."""
        if headers not in self.tokens:
            form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
            _, _, text, _ = self._ask("POST", "/realms/master/protocol/openid-connect/token", dict(headers), urlencode(form))
            self.tokens[headers] = json.loads(text)
        return self.tokens[headers]

    def _ask(self, method, path, headers, body=None):
        kind = {"Content-Type": "application/json" if body[:1] in "{[" else "application/x-www-form-urlencoded"} if body else {}
        answer = self.http.request(method, f"{self.prefix}{path}", content=body, headers={**headers, **kind})
        return answer.status_code, answer.headers.get("Location", ""), answer.text, answer.headers.get_list("Set-Cookie")

    def _shown(self, seen):
        text = json.dumps(seen).replace(self.own, "<own>").replace(f":{self.port}", ":<port>")
        return json.loads(text)


def recorded():
    """What Keycloak 26.7.4 said, by start and request."""
    return json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}


def record(start, url):
    """Keeps what a server of this start says."""
    parts = urlsplit(url)
    known = {**recorded(), start: Visitor(start, parts.hostname, parts.port).visit()}
    RECORDED.write_text(json.dumps({name: known[name] for name in STARTS if name in known}, indent=1, sort_keys=True) + "\n", "utf-8")
