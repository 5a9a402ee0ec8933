"""A realm with API tokens, and whoever makes and uses them."""

import json

import pytest

from tests.conftest import ALICE, SVC

ON = {"apiTokensEnabled": "true"}
ACCOUNT = {"account": ["manage-account", "view-profile"]}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org"}
JSON = {"Accept": "application/json"}
EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
}


def person(user, *roles, **more):
    """A user with realm roles and those of the client ``account``."""
    return {**user, "realmRoles": list(roles), "clientRoles": ACCOUNT, **more}


class Tokens:
    """The Account REST API for API tokens, by a user's access token unless another is given."""

    def __init__(self, realm, username="alice", **form):
        self.realm = realm
        login = {"grant_type": "password", "username": username, "password": "wonder", "scope": "openid", **form}
        self.access = realm.token(**login).json()["access_token"]

    def send(self, method, path="", bearer=None, **more):
        headers = {**JSON, "Content-Type": "application/json", "Authorization": f"Bearer {bearer or self.access}"}
        return self.realm.http.request(method, f"{self.realm.issuer}/account/api-tokens{path}", headers=headers, **more)

    def create(self, **members):
        return self.send("POST", content=json.dumps({"label": "ci", **members}))

    def new(self, **members):
        """The answer to a creation that succeeds."""
        answer = self.create(**members)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def list(self, **more):
        answer = self.send("GET", **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Admin:
    """The Admin API of a realm, by the first administrator."""

    def __init__(self, realm):
        self.realm = realm
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        url = f"{realm.server.url}/realms/master/protocol/openid-connect/token"
        self.access = realm.http.post(url, data=form).json()["access_token"]

    def send(self, method, path="", bearer=None, **more):
        url = f"{self.realm.server.url}/admin/realms/{self.realm.name}{path}"
        return self.realm.http.request(
            method, url, headers={"Authorization": f"Bearer {self.access if bearer is None else bearer}"}, **more
        )

    def user(self, username):
        return self.send("GET", f"/users?username={username}&exact=true").json()[0]["id"]


@pytest.fixture
def make_realm(server):
    """A realm in which alice is an engineer and a viewer, and bob a viewer; clients ``svc`` and ``other`` may exchange."""

    def make(attributes=(), name="test", **more):
        exchanging = {"standard.token.exchange.enabled": "true"}
        usual = {
            "attributes": {**ON, **dict(attributes)},
            "roles": {"realm": [{"name": name} for name in ("administrator", "engineer", "viewer")]},
            "clients": [{**SVC, "attributes": exchanging}, {**SVC, "clientId": "other", "attributes": exchanging}],
            "users": [person(ALICE, "engineer", "viewer"), person(BOB, "viewer")],
        }
        return server.realm(name=name, **{**usual, **more})

    return make


@pytest.fixture
def realm(make_realm):
    return make_realm()


@pytest.fixture
def alice(realm):
    return Tokens(realm)


@pytest.fixture
def admin(realm):
    return Admin(realm)
