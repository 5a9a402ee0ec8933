"""Nothing that one test does is visible to the next, whatever it does and in whatever order."""

import httpx
import pytest

from pytest_plugin.keycloak import Keycloak
from pytest_plugin.realm import TokenError
from tests.examples import given, settings, st
from tests.support import http_client

USER = {"client_id": "gcore", "username": "user@example.org"}


@pytest.fixture(scope="module")
def server():
    from emulator.serving.live import LiveServer

    live = LiveServer(("gcore",))
    live.start()
    yield live
    live.stop()


def state(live):
    """All that a test could see."""

    def look():
        emulator = live.emulator
        rows = {tables.realm.name: [[repr(row) for row in table] for table in tables.tables()] for tables in emulator.store.realms}
        return rows, emulator.clock.state, list(emulator.faults.rules), emulator.snapshots.names()

    return live.call(look)


class Doings:
    """What a test may do; each may fail for what was done before."""

    def __init__(self, live):
        self.live = live
        self.keycloak = Keycloak(live)
        self.http = http_client(timeout=20)

    @property
    def realm(self):
        return self.keycloak.realm("gcore")

    def admin(self, method, path, body=None):
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        answer = self.http.post(f"{self.live.origin}/realms/master/protocol/openid-connect/token", data=form)
        headers = {"Authorization": f"Bearer {answer.json().get('access_token')}"}
        return self.http.request(method, f"{self.live.origin}/admin/realms/gcore{path}", json=body, headers=headers)

    def log_in(self):
        self.realm.token(**USER, password="password")

    def fail_to_log_in(self):
        self.http.post(self.realm.token_url, data={**USER, "grant_type": "password", "password": "wrong"})

    def refresh(self):
        form = {"grant_type": "refresh_token", "client_id": "gcore", "refresh_token": self.realm.mint(**USER).refresh_token}
        self.http.post(self.realm.token_url, data=form)

    def revoke(self):
        self.realm.revoke(self.realm.mint(**USER))

    def see_the_login_page(self):
        query = {"client_id": "account", "response_type": "code", "redirect_uri": f"{self.realm.issuer}/account/"}
        self.http.get(f"{self.realm.issuer}/protocol/openid-connect/auth", params=query)

    def make_a_user(self):
        self.admin("POST", "/users", {"username": "somebody", "enabled": True})

    def register_a_client(self):
        initial = self.admin("POST", "/clients-initial-access", {"count": 2, "expiration": 100}).json()["token"]
        place = f"{self.realm.issuer}/clients-registrations/openid-connect"
        made = self.http.post(place, json={"grant_types": ["client_credentials"]}, headers={"Authorization": f"Bearer {initial}"}).json()
        own = {"Authorization": f"Bearer {made['registration_access_token']}"}
        changed = {"client_id": made["client_id"], "client_name": "changed"}
        self.http.put(made["registration_client_uri"], json=changed, headers=own)

    def change_the_realm(self):
        self.admin("PUT", "", {"accessTokenLifespan": 5, "bruteForceProtected": True})

    def remove_a_client(self):
        for client in self.admin("GET", "/clients?clientId=gcore").json():
            self.admin("DELETE", f"/clients/{client['id']}")

    def protect_something(self):
        self.admin(
            "POST", "/clients", {"clientId": "api", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
        )
        server = f"/clients/{self.admin('GET', '/clients?clientId=api').json()[0]['id']}/authz/resource-server"
        owned = {"name": "Diary", "owner": {"id": USER["username"]}, "ownerManagedAccess": True, "scopes": [{"name": "read"}]}
        self.admin("POST", f"{server}/resource", owned)
        self.admin("POST", f"{server}/policy/user", {"name": "user", "users": [USER["username"]]})
        self.admin("POST", f"{server}/permission/scope", {"name": "reading", "scopes": ["read"], "policies": ["user"]})

    def share_something(self):
        form = {"grant_type": "client_credentials", "client_id": "api", "client_secret": "s"}
        headers = {"Authorization": f"Bearer {self.http.post(self.realm.token_url, data=form).json()['access_token']}"}
        place = f"{self.realm.issuer}/authz/protection"
        resource = self.http.get(f"{place}/resource_set?name=Diary", headers=headers).json()[0]
        grant = {"resource": resource, "scopeName": "read", "requesterName": "admin@example.org", "granted": True}
        self.http.post(f"{place}/permission/ticket", json=grant, headers=headers)

    def protect_nothing(self):
        for client in self.admin("GET", "/clients?clientId=api").json():
            self.admin("PUT", f"/clients/{client['id']}", {"clientId": "api"})

    def remove_the_realm(self):
        self.admin("DELETE", "")

    def add_a_realm(self):
        self.keycloak.add_realm("realm: shop\nusers:\n  bob: {password: builder}\n")

    def rotate_keys(self):
        self.realm.rotate_keys(keep=False)

    def move_the_clock(self):
        self.keycloak.clock.move(100_000)
        self.keycloak.clock.freeze()

    def break_the_network(self):
        self.keycloak.fault(status=500, times=2)

    def take_a_snapshot(self):
        self.keycloak.snapshot()

    def go_back_to_it(self):
        self.keycloak.restore()


NAMES = sorted(name for name, value in vars(Doings).items() if callable(value) and name not in ("__init__", "admin"))


@settings(max_examples=40)
@given(st.lists(st.sampled_from(NAMES), max_size=8))
def test_the_state_is_back_whatever_a_test_did(server, names):
    before = state(server)
    server.begin()
    doings = Doings(server)
    try:
        for name in names:
            try:
                getattr(doings, name)()
            except (LookupError, ValueError, TypeError, TokenError, httpx.HTTPError) as error:
                print(name, error)
    finally:
        doings.http.close()
        server.restore()
    assert state(server) == before
    server.begin()
    assert server.exchanges() == []
    assert Keycloak(server).realm("gcore").token(**USER, password="password").response["expires_in"] == 3600
    server.restore()
