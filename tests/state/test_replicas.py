"""Several emulators on one PostgreSQL: what is done on one holds on any other at the very next request."""

import threading
from functools import partial

import httpx
import pytest

from emulator.configuration.settings import Database, Settings
from emulator.serving.live import LiveServer
from tests.support import http_client

REALM = {
    "realm": "shop",
    "enabled": True,
    "bruteForceProtected": True,
    "failureFactor": 3,
    "quickLoginCheckMilliSeconds": 0,
    "revokeRefreshToken": True,
    "clients": [
        {"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": ["http://localhost/*"]},
        {"clientId": "svc", "secret": "s3cret", "serviceAccountsEnabled": True},
    ],
    "users": [
        {
            "username": name,
            "enabled": True,
            "firstName": "F",
            "lastName": "L",
            "email": f"{name}@example.org",
            "credentials": [{"type": "password", "value": "pw"}],
        }
        for name in ("alice", "bob")
    ],
}


class Replica:
    def __init__(self, database):
        self.live = LiveServer((), Settings(http_port=0, database=Database("postgres", database)))
        self.live.start()
        self.http = http_client(base_url=self.live.origin, timeout=30)
        # All of them stand for one service, so that tokens have one issuer whoever issues them.
        self.http.headers["host"] = "sso.example.org"

    def post(self, path, **form):
        return self.http.post(f"/realms/{form.pop('realm', 'shop')}/protocol/openid-connect/{path}", data=form)

    def login(self, username="alice", password="pw"):
        return self.post("token", grant_type="password", client_id="web", username=username, password=password, scope="openid")

    def refresh(self, token):
        return self.post("token", grant_type="refresh_token", client_id="web", refresh_token=token)

    def admin(self, method, path, json=None):
        token = self.post("token", realm="master", grant_type="password", client_id="admin-cli", username="admin", password="admin")
        headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
        return self.http.request(method, f"/admin/realms{path}", json=json, headers=headers)

    def userinfo(self, token):
        return self.http.get("/realms/shop/protocol/openid-connect/userinfo", headers={"Authorization": f"Bearer {token}"})

    def close(self):
        self.http.close()
        self.live.stop()


@pytest.fixture
def replicas(database):
    servers = []

    def start(count=2):
        while len(servers) < count:
            servers.append(Replica(database))
            if len(servers) == 1:
                assert servers[0].admin("POST", "", REALM).status_code == 201
        return servers

    yield start
    for server in servers:
        server.close()


def test_realms_users_and_keys_are_one(replicas):
    first, other = replicas()
    certs = "/realms/shop/protocol/openid-connect/certs"
    assert first.http.get(certs).json() == other.http.get(certs).json()
    assert other.admin("PUT", "/shop", {"accessTokenLifespan": 77}).status_code == 204
    assert first.login().json()["expires_in"] == 77
    created = first.admin("POST", "/shop/users", {"username": "carol", "enabled": True})
    assert created.status_code == 201
    assert [user["username"] for user in other.admin("GET", "/shop/users?username=carol").json()] == ["carol"]
    assert other.admin("POST", "/shop/users", {"username": "carol"}).status_code == 409
    assert other.admin("DELETE", "/shop").status_code == 204
    assert first.http.get("/realms/shop").status_code == 404
    assert first.admin("POST", "", REALM).status_code == 201
    assert other.login().status_code == 200


def test_a_session_of_one_is_refreshed_by_another_and_ended_by_a_third(replicas):
    first, other, third = replicas(3)
    tokens = first.login().json()
    assert third.userinfo(tokens["access_token"]).status_code == 200
    rotated = other.refresh(tokens["refresh_token"]).json()
    again = first.refresh(tokens["refresh_token"])
    assert (again.status_code, again.json()["error_description"]) == (400, "Maximum allowed refresh token reuse exceeded")
    tokens = first.login().json()
    assert other.post("logout", client_id="web", refresh_token=tokens["refresh_token"]).status_code == 204
    assert third.userinfo(tokens["access_token"]).status_code == 401
    assert first.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert "access_token" in rotated


def test_an_import_in_parts_is_whole_everywhere(replicas):
    first, second = replicas()
    people = [{"username": f"user{number}", "realmRoles": ["new"]} for number in range(120)]
    homeless = {"username": "last", "clientRoles": {"nowhere": ["role"]}}
    assert first.admin("POST", "/shop/partialImport", {"users": [*people, homeless]}).status_code == 400
    for replica in (second, first):
        assert replica.admin("GET", "/shop/users/count").json() == 2
        assert replica.admin("GET", "/shop/roles/new").status_code == 404
    assert second.admin("POST", "/shop/partialImport", {"users": people}).json()["added"] == 120
    assert first.admin("GET", "/shop/users/count").json() == 122
    assert len(first.admin("GET", "/shop/roles/new/users?max=200").json()) == 120


def test_a_revoked_token_is_revoked_everywhere(replicas):
    one, other = replicas()
    token = one.login().json()["access_token"]
    assert other.post("revoke", client_id="web", token=token).status_code == 200
    assert one.userinfo(token).status_code == 401


def test_failed_logins_count_wherever_they_are_tried(replicas):
    one, other = replicas()
    for replica in (one, other, one):
        assert replica.login(password="wrong").status_code == 400
    assert other.login().json()["error_description"] == "Invalid user credentials"
    assert other.login("bob").status_code == 200


def test_a_login_that_began_on_one_ends_on_another(replicas):
    first, other = replicas()
    query = {"client_id": "web", "response_type": "code", "redirect_uri": "http://localhost/cb", "scope": "openid"}
    page = first.http.get("/realms/shop/protocol/openid-connect/auth", params=query)
    action = page.text.split('action="')[1].split('"')[0].replace("&amp;", "&").replace("http://sso.example.org", "")
    cookies = "; ".join(f"{c.name}={c.value}" for c in page.cookies.jar)
    answer = other.http.post(action, data={"username": "alice", "password": "pw"}, headers={"cookie": cookies})
    assert answer.status_code == 302, answer.text
    code = httpx.URL(answer.headers["location"]).params["code"]
    form = {"grant_type": "authorization_code", "client_id": "web", "redirect_uri": "http://localhost/cb", "code": code}
    assert first.post("token", **form).status_code == 200
    assert other.post("token", **form).json()["error_description"] == "Code not valid"


def at_once(works):
    """What each returns; all of them begin together."""
    results = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(number):
        barrier.wait()
        results[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_rotated_token_that_all_present_at_once_is_accepted_once(replicas):
    all_of_them = replicas(4)
    for _ in range(25):
        token = all_of_them[0].login().json()["refresh_token"]
        answers = at_once([partial(one.refresh, token) for one in all_of_them])
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]


def test_a_name_that_all_give_at_once_is_given_once(replicas):
    one, other = replicas()
    for number in range(10):
        user = {"username": f"user{number}", "enabled": True}
        answers = at_once([partial(each.admin, "POST", "/shop/users", user) for each in (one, other)])
        assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_logins_at_once_all_succeed(replicas):
    one, other = replicas()
    answers = at_once([lambda one=one: one.login() for one in (one, other) for _ in range(8)])
    assert {answer.status_code for answer in answers} == {200}
    token = answers[0].json()["access_token"]
    assert one.userinfo(token).status_code == other.userinfo(token).status_code == 200
    client = next(one.admin("GET", "/shop/clients?clientId=web").json().__iter__())
    assert other.admin("GET", f"/shop/clients/{client['id']}/session-count").json() == {"count": 16}


def test_a_database_that_is_gone_is_an_error_and_not_a_lie(database):
    import psycopg

    replica = Replica(database)
    try:
        assert replica.admin("POST", "", REALM).status_code == 201
        with psycopg.connect(database.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            name = database.rpartition("/")[2]
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            answer = replica.login()
            assert (answer.status_code, answer.json()["error"]) == (500, "unknown_error")
            assert any("database: " in line for line in replica.live.requests())
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert replica.login().status_code == 200
    finally:
        replica.close()
