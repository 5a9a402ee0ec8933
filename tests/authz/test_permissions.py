"""Authorization services over HTTP: what recordings cannot show, such as the clock, restarts of the clock and round trips."""

import httpx
import pytest

from tests import wire
from tests.support import admin_token

UMA = "urn:ietf:params:oauth:grant-type:uma-ticket"
REALM = """
realm: shop
userManagedAccessAllowed: true
roles: [editor]
clients:
  api:
    secret: s
    directAccessGrantsEnabled: true
    serviceAccountsEnabled: true
    authorizationServicesEnabled: true
    authorizationSettings:
      resources:
        - {name: Page, uris: ["/pages/*"], scopes: [view, edit]}
        - {name: Shop, scopes: [open]}
        - {name: Diary, owner: alice, ownerManagedAccess: true, scopes: [read]}
      policies:
        - {name: editors, type: role, config: {roles: '[{"id":"editor"}]'}}
        - {name: everybody, type: regex, config: {targetClaim: sub, pattern: ".*"}}
        - {name: mornings, type: time, config: {hour: "8", hourEnd: "11"}}
        - {name: view pages, type: scope, config: {resources: '["Page"]', scopes: '["view"]', applyPolicies: '["everybody"]'}}
        - {name: edit pages, type: scope, config: {resources: '["Page"]', scopes: '["edit"]', applyPolicies: '["editors"]'}}
        - {name: the shop, type: resource, config: {resources: '["Shop"]', applyPolicies: '["mornings"]'}}
users:
  alice: {password: wonder, roles: [editor]}
  bob: {password: builder}
"""


SERVER = {"clientId": "api", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}


@pytest.fixture
def shop(server):
    from pytest_plugin.keycloak import Keycloak

    keycloak = Keycloak(server.live)
    keycloak.add_realm(REALM)
    return keycloak.realm("shop")


def ask(realm, user, password, **form):
    login = {"grant_type": "password", "client_id": "api", "client_secret": "s", "username": user, "password": password}
    token = wire.post(realm.token_url, data=login).json()["access_token"]
    answer = wire.post(
        realm.token_url,
        data={"grant_type": UMA, "audience": "api", "response_mode": "permissions", **form},
        headers={"Authorization": f"Bearer {token}"},
    )
    found = answer.json()
    return {one["rsname"]: sorted(one["scopes"]) for one in found} if answer.status_code == 200 else (answer.status_code, found)


def admin(server, method, path, body=None):
    token = admin_token(server.url)
    return wire.request(method, f"{server.url}/admin/realms{path}", json=body, headers={"Authorization": f"Bearer {token}"})


def test_a_realm_file_says_who_may_what(shop):
    assert ask(shop, "alice", "wonder", permission="Page") == {"Page": ["edit", "view"]}
    assert ask(shop, "bob", "builder", permission="Page") == {"Page": ["view"]}
    assert ask(shop, "bob", "builder", permission="Page#edit")[0] == 403


def test_time_is_the_emulators(server, shop):
    from pytest_plugin.keycloak import Keycloak

    clock = Keycloak(server.live).clock
    seen = set()
    for _ in range(24):
        seen.add(str(ask(shop, "bob", "builder", permission="Shop")))
        clock.move(3600)
    assert seen == {"{'Shop': ['open']}", str((403, {"error": "access_denied", "error_description": "not_authorized"}))}


def test_a_ticket_ends_with_the_token_that_made_it(server, shop):
    from pytest_plugin.keycloak import Keycloak

    form = {"grant_type": "client_credentials", "client_id": "api", "client_secret": "s"}
    headers = {"Authorization": f"Bearer {httpx.post(shop.token_url, data=form).json()['access_token']}"}
    place = f"{shop.issuer}/authz/protection/permission"
    ticket = wire.post(place, json=[{"resource_id": "Page", "resource_scopes": ["view"]}], headers=headers).json()["ticket"]
    assert ask(shop, "bob", "builder", ticket=ticket) == {"Page": ["view"]}
    Keycloak(server.live).clock.move(301)
    refusal = {"error": "invalid_ticket", "error_description": "Invalid permission ticket."}
    assert ask(shop, "bob", "builder", ticket=ticket) == (403, refusal)


def test_an_export_says_the_same_of_another_realm(server, shop):
    whole = admin(server, "POST", "/shop/partial-export?exportClients=true&exportGroupsAndRoles=true").json()
    settings = next(one for one in whole["clients"] if one["clientId"] == "api")["authorizationSettings"]
    for resource in settings["resources"]:
        resource.pop("owner", None)
    client = {
        "clientId": "api",
        "secret": "s",
        "serviceAccountsEnabled": True,
        "authorizationServicesEnabled": True,
        "authorizationSettings": settings,
    }
    assert admin(server, "POST", "", {"realm": "copy", "roles": {"realm": [{"name": "editor"}]}, "clients": [client]}).status_code == 201
    identifier = admin(server, "GET", "/copy/clients?clientId=api").json()[0]["id"]
    assert admin(server, "GET", f"/copy/clients/{identifier}/authz/resource-server/settings").json() == settings


@pytest.mark.parametrize(
    "policy",
    [
        {"type": "user", "config": {"users": '["ghost"]'}},
        {"type": "nope", "config": {"code": "1"}},
        {"type": "resource", "config": {"resources": '["ghost"]'}},
    ],
)
def test_settings_that_name_nobody_leave_no_realm(server, policy):
    client = {**SERVER, "authorizationSettings": {"policies": [{"name": "x", **policy}]}}
    answer = admin(server, "POST", "", {"realm": "broken", "clients": [client]})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")
    assert admin(server, "GET", "/broken").status_code == 404


def test_aggregated_policies_may_come_in_any_order(server):
    policies = [
        {"name": "c", "type": "aggregate", "config": {"applyPolicies": '["b"]'}},
        {"name": "b", "type": "aggregate", "config": {"applyPolicies": '["a"]'}},
        {"name": "a", "type": "regex", "config": {"targetClaim": "sub", "pattern": ".*"}},
    ]
    client = {
        "clientId": "api",
        "serviceAccountsEnabled": True,
        "authorizationServicesEnabled": True,
        "authorizationSettings": {"policies": policies},
    }
    assert admin(server, "POST", "", {"realm": "ordered", "clients": [client]}).status_code == 201


def test_an_owner_who_goes_takes_their_resources_along(server, shop):
    client = admin(server, "GET", "/shop/clients?clientId=api").json()[0]["id"]
    place = f"/shop/clients/{client}/authz/resource-server"
    assert [one["name"] for one in admin(server, "GET", f"{place}/resource?owner=alice").json()] == ["Diary"]
    admin(server, "DELETE", f"/shop/users/{admin(server, 'GET', '/shop/users?username=alice').json()[0]['id']}")
    assert sorted(one["name"] for one in admin(server, "GET", f"{place}/resource").json()) == ["Page", "Shop"]


def test_changes_are_told_as_events(server, shop):
    client = admin(server, "GET", "/shop/clients?clientId=api").json()[0]["id"]
    admin(server, "PUT", "/shop", {"adminEventsEnabled": True})
    place = f"/shop/clients/{client}/authz/resource-server"
    admin(server, "POST", f"{place}/scope", {"name": "share"})
    admin(server, "POST", f"{place}/resource", {"name": "Album"})
    admin(server, "POST", f"{place}/policy/user", {"name": "alice", "users": ["alice"]})
    admin(server, "PUT", place, {"decisionStrategy": "AFFIRMATIVE"})
    kinds = {one["resourceType"] for one in admin(server, "GET", "/shop/admin-events").json()}
    assert kinds >= {"AUTHORIZATION_SCOPE", "AUTHORIZATION_RESOURCE", "AUTHORIZATION_POLICY", "AUTHORIZATION_RESOURCE_SERVER"}
