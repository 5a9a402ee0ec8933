"""What the policies of a resource server come to, and what is shown of them; expected values are Keycloak's."""

import pytest

from tests import wire
from tests.authz.test_permissions import SERVER, UMA
from tests.conftest import ALICE
from tests.support import admin_client

REFUSED = (403, {"error": "access_denied", "error_description": "not_authorized"})
SETTINGS = {
    "scopes": [{"name": "open"}, {"name": "other"}],
    "resources": [
        {"name": "instance", "type": "T", "scopes": [{"name": "open"}]}, {"name": "sibling", "type": "T", "scopes": [{"name": "open"}]},
        {"name": "bare"}, {"name": "diary", "owner": {"name": "alice"}, "ownerManagedAccess": True,
                           "scopes": [{"name": "open"}, {"name": "other"}]},
    ],
    "policies": [
        {"name": "deny", "type": "user", "logic": "NEGATIVE", "config": {"users": '["alice","bob"]'}},
        {"name": "grant", "type": "user", "config": {"users": '["alice"]'}},
        {"name": "typed", "type": "resource", "config": {"defaultResourceType": "T", "applyPolicies": '["deny"]'}},
        {"name": "own", "type": "resource", "config": {"resources": '["instance"]', "applyPolicies": '["grant"]'}},
        {"name": "wide", "type": "scope", "config": {"resources": '["bare"]', "scopes": '["other"]', "applyPolicies": '["grant"]'}},
    ],
}  # fmt: skip


class Shop:
    def __init__(self, server):
        self.url = f"{server.url}/realms/test"
        self.admin = admin_client(server.url)
        self.id = self.admin.get("/clients?clientId=api").json()[0]["id"]
        self.place = f"/clients/{self.id}/authz/resource-server"

    def token(self, user=""):
        login = {"grant_type": "password", "username": user, "password": ALICE["credentials"][0]["value"]}
        form = {"client_id": "api", "client_secret": "s", **(login if user else {"grant_type": "client_credentials"})}
        return wire.post(f"{self.url}/protocol/openid-connect/token", data=form).json()["access_token"]

    def ask(self, user, permission, token="", **headers):
        form = {"grant_type": UMA, "audience": "api", "permission": permission}
        headers |= {"Authorization": f"Bearer {token or self.token(user)}"}
        answer = wire.post(f"{self.url}/protocol/openid-connect/token", data=form, headers=headers)
        return answer if token else (answer.status_code, None if answer.status_code == 200 else answer.json())

    def resource(self, name):
        return self.admin.get(f"{self.place}/resource?name={name}").json()[0]

    def protection(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token()}"}
        return wire.request(method, f"{self.url}/authz/protection{path}", json=body, headers=headers).json()


@pytest.fixture
def shop(server):
    people = [{**ALICE, "username": name, "email": f"{name}@x.org"} for name in ("alice", "bob")]
    client = {**SERVER, "directAccessGrantsEnabled": True, "webOrigins": ["http://o.example"], "authorizationSettings": SETTINGS}
    server.realm(clients=[client], users=people)
    shop = Shop(server)
    yield shop
    shop.admin.close()


def test_who_may_what(shop):
    assert shop.ask("alice", "instance")[0] == 200
    assert shop.ask("alice", "sibling") == REFUSED
    assert shop.ask("bob", "instance") == REFUSED
    assert shop.ask("alice", "bare")[0] == 200
    assert shop.ask("bob", "bare") == REFUSED
    assert shop.ask("alice", f"{shop.resource('instance')['_id']}#other") == REFUSED
    missing = "Resource with id [instance] does not exist."
    assert shop.ask("alice", "instance#other") == (400, {"error": "invalid_resource", "error_description": missing})
    assert shop.ask("", "nothing") == REFUSED
    body = {"userId": "alice", "resources": [{"_id": shop.resource("bare")["_id"]}], "context": {"attributes": {}}}
    results = shop.admin.post(f"{shop.place}/policy/evaluate", json=body).json()["results"]
    assert [(result["resource"]["name"], result["status"]) for result in results] == [("bare", "PERMIT")]


def test_a_resource_that_loses_a_scope_loses_its_tickets(shop):
    diary, bob = shop.resource("diary")["_id"], shop.admin.get("/users?username=bob").json()[0]["id"]
    for scope in ("open", "other"):
        shop.protection("POST", "/permission/ticket", {"resource": diary, "requester": bob, "granted": True, "scopeName": scope})
    body = {"userId": bob, "resources": [{"_id": diary}], "context": {"attributes": {}}}
    result = shop.admin.post(f"{shop.place}/policy/evaluate", json=body).json()["results"][0]
    said = [policy["policy"]["description"] for policy in result["policies"]]
    assert said == ["Resource owner (alice@x.org) grants access to bob@x.org"]
    kept = {"name": "diary", "ownerManagedAccess": True, "scopes": [{"name": "open"}]}
    assert shop.admin.put(f"{shop.place}/resource/{diary}", json=kept).status_code == 204
    tickets = shop.protection("GET", "/permission/ticket?returnNames=true")
    assert [ticket["scopeName"] for ticket in tickets] == ["open"]


def test_policies_show_who_there_is(shop):
    people = {user["username"]: user["id"] for user in shop.admin.get("/users").json()}
    shop.admin.post("/roles", json={"name": "editor"})
    role = shop.admin.get("/roles/editor").json()["id"]
    chosen = {"name": "chosen", "users": [people["alice"], people["bob"]]}
    of_users = shop.admin.post(f"{shop.place}/policy/user", json=chosen).json()["id"]
    of_roles = shop.admin.post(f"{shop.place}/policy/role", json={"name": "held", "roles": [{"id": role}]}).json()["id"]
    shop.admin.delete(f"/users/{people['bob']}")
    shop.admin.delete("/roles/editor")
    assert shop.admin.get(f"{shop.place}/policy/user/{of_users}").json()["users"] == [people["alice"]]
    assert shop.admin.get(f"{shop.place}/policy/role/{of_roles}").json()["roles"] == []
    assert people["bob"] in shop.admin.get(f"{shop.place}/policy/{of_users}").json()["config"]["users"]


def test_a_page_is_told_that_its_user_is_gone(shop):
    token = shop.token("bob")
    user = shop.admin.get("/users?username=bob").json()[0]
    shop.admin.put(f"/users/{user['id']}", json={"enabled": False})
    answer = shop.ask("bob", "instance", token, Origin="http://o.example")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert answer.headers["access-control-allow-origin"] == "http://o.example"
    elsewhere = shop.ask("bob", "instance", token, Origin="http://bad")
    assert (elsewhere.status_code, elsewhere.json()) == (403, {"error": "Invalid origin"})
    assert "access-control-allow-origin" not in shop.ask("bob", "instance", "x" + token, Origin="http://o.example").headers
