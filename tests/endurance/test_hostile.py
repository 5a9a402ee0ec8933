"""Random and hostile requests against a process: none breaks it, none holds up others, and what they leave behind can be undone."""

import contextlib
import json
import random
import socket
import threading
import time

import httpx

REQUESTS = 40
STALL = 0.1
HALF = "\ud800"
VALUES = [
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**400, "", "x", "true", "NaN", "null", "[", "{}", "[]", [], {}, [None], ["x"], [[]],
    {"a": None}, {"a": ["x"]}, {"": ""}, [{}], HALF, "\0", "a\r\nb: c", "\u202e", "é" * 300, "x" * 5000, "..", "../..", "%2e%2e", "http://[",
    "http://[:::]/", "javascript:1", "(a+)+$", "*", "${x}", "<script>", "' or 1=1", "\x7f", "-0", "1e400", "2147483648",
]  # fmt: skip
RAW = [
    "", "null", "NaN", "[1e400]", '{"a":1e400}', "[" * 100_000, '{"a":' * 900, "\ufeff{}", '{"name":"\\ud800"}', "{", '"x"', "1", "[null]",
]  # fmt: skip
REALM = {
    "realm": "fuzz", "enabled": True, "registrationAllowed": True, "displayName": "F", "passwordPolicy": "length(3)",
    "attributes": {"frontendUrl": ""}, "browserSecurityHeaders": {"contentSecurityPolicy": "frame-src 'self'"},
    "clientPolicies": {"policies": [{"name": "p", "enabled": True, "conditions": [{"condition": "any-client", "configuration": {}}]}]},
    "clientProfiles": {"profiles": [{"name": "q", "executors": []}]}, "smtpServer": {"host": "127.0.0.1", "from": "a@b.c"},
    "identityProviders": [{"alias": "idp", "providerId": "oidc", "config": {"authorizationUrl": "http://127.0.0.1:9/"}}],
    "clients": [{"clientId": "c", "secret": "s", "redirectUris": ["*"], "attributes": {"a": "b"}}],
    "users": [{"username": "u", "attributes": {"a": ["b"]}, "requiredActions": ["UPDATE_PASSWORD"], "groups": ["/g"]}],
    "roles": {"realm": [{"name": "r", "composites": {"realm": ["s"]}}, {"name": "s"}]},
    "groups": [{"name": "g", "subGroups": [{"name": "h"}]}],
}  # fmt: skip
PROFILE = {
    "attributes": [
        {"name": "username"}, {"name": "email"},
        {"name": "x", "multivalued": True,
         "validations": {"length": {"max": 3}, "pattern": {"pattern": "a+"}, "options": {"options": ["a"]}},
         "permissions": {"view": ["admin"], "edit": ["admin"]}, "required": {"roles": ["user"]}, "annotations": {"inputType": "text"}},
    ],
    "groups": [{"name": "g"}],
}  # fmt: skip
DOORS = [
    ("POST", "/admin/realms", REALM), ("PUT", "/admin/realms/shop", REALM), ("POST", "/_emulator/realms", REALM),
    ("POST", "/admin/realms/shop/users", REALM["users"][0]), ("POST", "/admin/realms/shop/clients", REALM["clients"][0]),
    ("POST", "/admin/realms/shop/roles", REALM["roles"]["realm"][0]), ("POST", "/admin/realms/shop/groups", REALM["groups"][0]),
    ("POST", "/admin/realms/shop/identity-provider/instances", REALM["identityProviders"][0]),
    ("POST", "/admin/realms/shop/identity-provider/import-config", {"providerId": "oidc", "fromUrl": "http://127.0.0.1:9/"}),
    ("POST", "/admin/realms/shop/components", {"name": "k", "providerId": "hmac-generated", "providerType": "org.keycloak.keys.KeyProvider",
                                               "config": {"priority": ["1"]}}),
    ("POST", "/admin/realms/shop/partialImport", {"ifResourceExists": "OVERWRITE", "users": REALM["users"], "clients": REALM["clients"]}),
    ("POST", "/admin/realms/shop/client-scopes", {"name": "s", "protocol": "openid-connect", "attributes": {"a": "b"}}),
    ("POST", "/admin/realms/shop/authentication/flows", {"alias": "f", "providerId": "basic-flow", "topLevel": True}),
    ("POST", "/admin/realms/shop/authentication/flows/browser/copy", {"newName": "b"}),
    ("POST", "/admin/realms/shop/organizations", {"name": "o", "domains": [{"name": "o.org"}], "attributes": {"a": ["b"]}}),
    ("PUT", "/admin/realms/shop/users/profile", PROFILE), ("PUT", "/admin/realms/shop/events/config", {"adminEventsEnabled": True}),
    ("PUT", "/admin/realms/shop/client-policies/policies", REALM["clientPolicies"]),
    ("PUT", "/admin/realms/shop/client-policies/profiles", REALM["clientProfiles"]),
    ("POST", "/admin/realms/shop/testSMTPConnection", REALM["smtpServer"]), ("POST", "/admin/realms/shop/logout-all", None),
    ("POST", "/_emulator/faults", {"path": "/nowhere", "status": 503, "headers": {"A": "b"}, "latency": [0, 0], "body": {"a": 1}}),
    ("PUT", "/_emulator/clock", {"move": 1, "rate": 1.0}),
    ("POST", "/_emulator/webhooks", {"url": "http://127.0.0.1:9/", "kinds": ["event"]}),
    ("POST", "/_emulator/realms/shop/tokens", {"client_id": "web", "username": "alice", "claims": {"a": 1}, "roles": ["r"], "lifespan": 1}),
    ("POST", "/realms/shop/clients-registrations/openid-connect", {"client_name": "x", "redirect_uris": ["http://x/"]}),
]  # fmt: skip
FORMS = [
    ("token", {"grant_type": "password", "client_id": "web", "username": "alice", "password": "pw", "scope": "openid"}),
    ("token", {"grant_type": "refresh_token", "client_id": "web", "refresh_token": "a.b.c"}),
    ("token/introspect", {"client_id": "web", "token": "a.b.c"}), ("revoke", {"client_id": "web", "token": "e30.e30.e30"}),
    ("ext/par/request", {"client_id": "web", "response_type": "code", "redirect_uri": "http://localhost/", "request": "e30.e30."}),
    ("auth", {"client_id": "web", "response_type": "code", "redirect_uri": "http://localhost/", "claims": "{}", "acr_values": "1"}),
    ("logout", {"client_id": "web", "post_logout_redirect_uri": "http://localhost/", "id_token_hint": "a.b.c"}),
]  # fmt: skip
LINES = [
    b"GET / HTTP/1.1\r\n\r\n", b"GET /realms/shop HTTP/1.1\r\nHost: [\r\n\r\n", b"GET /realms/shop HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST /realms/shop/protocol/openid-connect/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"\x16\x03\x01", b"G",
    b"GET /realms/shop HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000, b"GET /_emulator/realms HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
]  # fmt: skip


def mutated(chosen, document, depth=0):
    """The document with one value somewhere in it replaced, removed or added."""
    if not isinstance(document, dict | list) or not document or (depth and chosen.random() < 0.3):
        return chosen.choice(VALUES)
    copy = dict(document) if isinstance(document, dict) else list(document)
    key = chosen.choice(list(copy) if isinstance(copy, dict) else range(len(copy)))
    if chosen.random() < 0.1:
        del copy[key]
    else:
        copy[key] = mutated(chosen, copy[key], depth + 1)
    return copy


def request_of(chosen):
    """A request as keyword arguments of httpx, or bytes."""
    kind = chosen.random()
    if kind < 0.1:
        return chosen.choice(LINES)
    if kind < 0.3:
        path, form = chosen.choice(FORMS)
        name = chosen.choice(list(form))
        value = chosen.choice([value for value in VALUES if isinstance(value, str)]).encode("utf-8", "surrogatepass")
        asked = {"params" if path == "auth" else "data": {**form, name: value.decode("latin-1")}}
        return {"method": "GET" if path == "auth" else "POST", "url": f"/realms/shop/protocol/openid-connect/{path}", **asked}
    method, path, document = chosen.choice(DOORS)
    text = chosen.choice(RAW) if chosen.random() < 0.1 else json.dumps(mutated(chosen, document))
    return {"method": method, "url": path, "content": text.encode(), "headers": {"Content-Type": "application/json"}}


class Watch:
    """Asks for something light again and again; ``longest`` is the longest that an answer took."""

    def __init__(self, url):
        self.longest, self._over, self._url = 0.0, threading.Event(), url
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self._thread.join()

    def _run(self):
        with httpx.Client(base_url=self._url, timeout=30) as http:
            while not self._over.wait(0.002):
                started = time.monotonic()
                http.get("/realms/shop")
                self.longest = max(self.longest, time.monotonic() - started)


def sent(server, request, headers):
    """Status of the answer; 0 where the connection ended without one."""
    if isinstance(request, dict):
        merged = {**headers, **request.get("headers", {})}
        return server.http.request(**{**request, "headers": merged}, follow_redirects=False).status_code
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=2) as connection, contextlib.suppress(OSError):
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        line = connection.makefile("rb").readline()
        return int(line.split()[1]) if line else 0
    return 0


def stalls(server, request, headers):
    """How long others wait beside this request: the least of three times, since a busy machine makes everybody wait now and then."""
    longest = []
    for _ in range(3):
        with Watch(server.url) as watch:
            sent(server, request, headers)
        longest.append(watch.longest)
        if longest[-1] < STALL:
            break
    return min(longest)


def batch(server, chosen, snapshot):
    headers = server.administrator()
    for _ in range(REQUESTS):
        request = request_of(chosen)
        started = time.monotonic()
        status = sent(server, request, headers)
        took = time.monotonic() - started
        if status >= 500:
            # A fault that was asked for may be what answers.
            server.http.delete("/_emulator/faults").raise_for_status()
            assert sent(server, request, headers) < 500, request
        if took > STALL:
            assert stalls(server, request, headers) < STALL, request
    for path in ("clock", "faults", "webhooks"):
        server.http.delete(f"/_emulator/{path}").raise_for_status()
    server.http.post(f"/_emulator/snapshots/{snapshot}/restore").raise_for_status()
    assert server.login().status_code == 200


def test_nothing_that_is_sent_breaks_the_server(start, rounds):
    server = start()
    server.login()
    server.administrator()
    snapshot = server.http.put("/_emulator/snapshots/before")
    snapshot.raise_for_status()
    for seed in range(rounds):
        try:
            batch(server, random.Random(seed), "before")
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    assert b"Traceback" not in server.log_text()
