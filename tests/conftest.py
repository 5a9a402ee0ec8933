"""Fixtures that the suites share."""

import os

import pytest

from tests.support import CLIENTS, Imports, admin_client, admin_token, http_client

pytest_plugins = ["pytester", "tests.real_browser", "tests.postgres", "tests.shared"]

SVC = {"clientId": "svc", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True}
SELF = {
    "name": "self",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-audience-mapper",
    "config": {"included.client.audience": "svc", "access.token.claim": "true", "introspection.token.claim": "true"},
}
ALICE = {
    "username": "alice",
    "enabled": True,
    "email": "alice@example.org",
    "emailVerified": True,
    "firstName": "Alice",
    "lastName": "Liddell",
    "credentials": [{"type": "password", "value": "wonder"}],
}


class Controlled:
    """The testing controls of a server, over HTTP."""

    url: str

    def controls(self, method, path, **options):
        """The answer of /_emulator."""
        from tests import wire

        return wire.request(method, f"{self.url}/_emulator{path}", timeout=30, **options).raise_for_status()

    def export(self, name="test"):
        """A realm as it is now: RealmRepresentation with users and credentials."""
        import yaml

        return yaml.safe_load(self.controls("GET", f"/realms/{name}/export").text)


class Server(Controlled):
    """The emulator of the session with realms that a test makes as it needs them."""

    def __init__(self, live):
        self.live = live
        self.url = live.origin

    def realm(self, name="test", **representation):
        """Imports a realm; returns a handle with URLs and shorthands."""
        document = {"realm": name, "enabled": True, **representation}
        self.live.call(lambda: self.live.emulator.add_realm(document))
        return Realm(self, name)

    def update_realm(self, name, **members):
        """Changes members of a realm's representation."""
        tables = self.live.emulator.store.realm(name)
        self.live.call(lambda: setattr(tables, "document", {**tables.document, **members}))

    def move_clock(self, seconds):
        """Moves the emulator's clock."""
        self.live.emulator.clock.move(seconds)


class Remote(Controlled):
    """A server elsewhere, at EMULATOR_URL: the emulator in a container, say. Realms are made by its Admin API, by admin/admin."""

    def __init__(self, url):
        self.url = url
        self.made = []

    def realm(self, name="test", **representation):
        """Imports a realm; returns a handle with URLs and shorthands."""
        self.made.append(name)
        self._admin("POST", "", {"realm": name, "enabled": True, **representation})
        return Realm(self, name)

    def update_realm(self, name, **members):
        """Changes members of a realm's representation."""
        self._admin("PUT", f"/{name}", members)

    def forget(self):
        """Puts the clock right, removes the faults, deletes the realms that were made."""
        self.controls("DELETE", "/clock")
        self.controls("DELETE", "/faults")
        while self.made:
            self._admin("DELETE", f"/{self.made.pop()}")

    def _admin(self, method, path, body=None):
        from tests import wire

        headers = {"Authorization": f"Bearer {admin_token(self.url)}"}
        wire.request(method, f"{self.url}/admin/realms{path}", json=body, headers=headers, timeout=30).raise_for_status()


class Realm:
    """One realm over HTTP."""

    def __init__(self, server, name):

        self.name = name
        self.server = server
        self.issuer = f"{server.url}/realms/{name}"
        self.http = http_client(base_url=f"{self.issuer}/protocol/openid-connect", timeout=20)
        CLIENTS.append(self.http)

    def post(self, path, **form):
        return self.http.post(path, data=form)

    def token(self, **form):
        """A token request by the client svc unless the form says otherwise."""
        return self.http.post("/token", data={"client_id": "svc", "client_secret": "s3cret", **form})

    def login(self, **form):
        """Tokens of alice."""
        answer = self.token(grant_type="password", username="alice", password="wonder", **form)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def introspect(self, token, **form):
        return self.http.post("/token/introspect", data={"client_id": "svc", "client_secret": "s3cret", "token": token, **form}).json()

    def userinfo(self, token):
        return self.http.get("/userinfo", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture(scope="session")
def live(rsa_keys):
    from emulator.serving.live import LiveServer
    from tests import wire

    server = LiveServer()
    # The keys of master are there from the beginning: they outlive the tests.
    with rsa_keys.apart():
        server.start()
        wire.get(f"{server.url}/realms/master/protocol/openid-connect/certs").raise_for_status()
    yield server
    server.stop()


@pytest.fixture
def server(request):
    if os.environ.get("EMULATOR_URL"):
        remote = Remote(os.environ["EMULATOR_URL"])
        yield remote
        remote.forget()
        return
    live = request.getfixturevalue("live")
    request.getfixturevalue("pooled_keys")
    live.begin()
    yield Server(live)
    print(*live.requests(), sep="\n")
    live.restore()
    while CLIENTS:
        CLIENTS.pop().close()


@pytest.fixture
def realm(server):
    """A realm with a client ``svc`` that is in its own audience, and the user alice."""
    return server.realm(clients=[{**SVC, "protocolMappers": [SELF]}, {**SVC, "clientId": "other"}], users=[ALICE])


@pytest.fixture
def imports(tmp_path):
    """What nested runs import; set up before pytester, and so here after it."""
    imports = Imports(tmp_path.parent)
    yield imports
    imports.bring_back()


@pytest.fixture
def pytester(imports, pytester):
    """Pytest's own, in an order with ``imports``."""
    return pytester


@pytest.fixture
def run_pytest(imports, pytester, pooled_keys):
    """Runs pytest in this process, in pytester's folder, with the options given; returns the result."""
    # Plugins of the examples that are not the subject, where they are installed.
    return lambda *options: imports.run(pytester, "-p", "no:asyncio", "-p", "no:django", *options)


@pytest.fixture
def admin(server):
    """The Admin API of the realm ``test``, as master's administrator."""
    with admin_client(server.url) as client:
        yield client
