"""Organizations in the Admin API: who may do what, and what hangs on a member. Expected values are the real Keycloak's answers.

Only the end of managed members is as its documentation says.
"""

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import admin_client, claims, http_client

ACME = {
    "id": "acme-id",
    "name": "acme",
    "domains": [{"name": "acme.test"}],
    "members": [{"username": "alice"}],
    "identityProviders": [{"alias": "up"}],
}
UP = {
    "alias": "up",
    "providerId": "oidc",
    "config": {"authorizationUrl": "https://up.test/a", "tokenUrl": "https://up.test/t", "clientId": "c"},
}


def login(server, realm, **form):
    answer = wire.post(f"{server.url}/realms/{realm}/protocol/openid-connect/token", data={"grant_type": "password", **form})
    return answer.json()["access_token"]


@pytest.fixture
def realm(server):
    return server.realm(
        organizationsEnabled=True, users=[ALICE, {**ALICE, "username": "bob", "email": "bob@example.org"}], clients=[SVC],
        organizations=[ACME], identityProviders=[UP],
    )  # fmt: skip


@pytest.fixture
def admin(realm, admin):
    return admin


def user_id(admin, name):
    return admin.get("/users", params={"username": name, "exact": "true"}).json()[0]["id"]


REQUESTS = (
    ("GET", "/organizations", None),
    ("GET", "/organizations/acme-id", None),
    ("POST", "/organizations", {"name": "new"}),
    ("PUT", "/organizations/acme-id", {"name": "acme"}),
    ("GET", "/organizations/acme-id/members", None),
    ("GET", "/organizations/acme-id/members/count", None),
    ("POST", "/organizations/acme-id/members", "nobody"),
    ("GET", "/organizations/acme-id/members/nobody", None),
    ("DELETE", "/organizations/acme-id/members/nobody", None),
    ("GET", "/organizations/acme-id/identity-providers", None),
    ("POST", "/organizations/acme-id/identity-providers", "nope"),
    ("GET", "/organizations/nope", None),
)


@pytest.mark.parametrize(
    ("roles", "statuses"),
    [
        (["view-organizations"], [200, 200, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404]),
        (["manage-organizations"], [200, 200, 201, 204, 403, 403, 403, 403, 403, 403, 403, 404]),
        (["query-organizations"], [200, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404]),
        (["view-realm"], [403] * 12),
        (["manage-realm"], [200, 200, 201, 204, 403, 403, 403, 403, 403, 403, 403, 404]),
        (["manage-users"], [403] * 12),
        (["view-organizations", "view-users"], [200, 200, 403, 403, 200, 200, 403, 404, 403, 403, 403, 404]),
        (["manage-organizations", "manage-users"], [200, 200, 201, 204, 200, 200, 404, 404, 404, 403, 403, 404]),
        (["manage-organizations", "query-users"], [200, 200, 201, 204, 200, 200, 403, 404, 404, 403, 403, 404]),
        (["manage-organizations", "manage-identity-providers"], [200, 200, 201, 204, 403, 403, 403, 403, 403, 200, 400, 404]),
        (["view-organizations", "view-identity-providers"], [200, 200, 403, 403, 403, 403, 403, 403, 403, 200, 403, 404]),
    ],
)
def test_who_may_do_what(server, admin, roles, statuses):
    management = admin.get("/clients", params={"clientId": "realm-management"}).json()[0]["id"]
    known = {one["name"]: one for one in admin.get(f"/clients/{management}/roles").json()}
    bob = user_id(admin, "bob")
    admin.post(f"/users/{bob}/role-mappings/clients/{management}", json=[known[role] for role in roles]).raise_for_status()
    token = login(server, "test", client_id="admin-cli", username="bob", password="wonder")
    with http_client(base_url=f"{server.url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"}) as client:
        answered = [
            client.request(method, path, **({"json": body} if body is not None else {})).status_code for method, path, body in REQUESTS
        ]
    assert answered == statuses


def test_a_caller_who_may_only_ask_sees_none(server, admin):
    management = admin.get("/clients", params={"clientId": "realm-management"}).json()[0]["id"]
    role = admin.get(f"/clients/{management}/roles/query-organizations").json()
    admin.post(f"/users/{user_id(admin, 'bob')}/role-mappings/clients/{management}", json=[role]).raise_for_status()
    token = login(server, "test", client_id="admin-cli", username="bob", password="wonder")
    headers = {"Authorization": f"Bearer {token}"}
    assert wire.get(f"{server.url}/admin/realms/test/organizations", headers=headers).json() == []
    assert len(admin.get("/organizations").json()) == 1


def test_a_member_gets_the_claim_until_the_membership_ends(realm, admin):
    form = {"grant_type": "password", "username": "bob", "password": "wonder", "scope": "organization:acme"}
    assert "organization" not in realm.token(**form).json()["scope"]
    bob = user_id(admin, "bob")
    assert admin.post("/organizations/acme-id/members", json=bob).status_code == 201
    assert "organization:acme" in realm.token(**form).json()["scope"]
    assert admin.delete(f"/organizations/acme-id/members/{bob}").status_code == 204
    assert "organization" not in realm.token(**form).json()["scope"]


def test_a_new_user_does_not_inherit_the_membership_of_one_who_was_deleted(realm, admin):
    admin.delete(f"/users/{user_id(admin, 'alice')}").raise_for_status()
    admin.post("/users", json=ALICE).raise_for_status()
    assert admin.get("/organizations/acme-id/members").json() == []


def test_a_user_who_exists_only_in_the_organization_goes_with_the_membership(server, admin):
    managed = [{"username": "bob", "membershipType": "MANAGED"}]
    server.update_realm("test", organizations=[{**ACME, "members": managed}])
    bob = user_id(admin, "bob")
    assert admin.get(f"/organizations/acme-id/members/{bob}").json()["membershipType"] == "MANAGED"
    assert admin.delete(f"/organizations/acme-id/members/{bob}").status_code == 204
    assert admin.get(f"/users/{bob}").status_code == 404


def test_a_managed_member_goes_with_the_organization(server, admin):
    bob = user_id(admin, "bob")
    members = [{"username": "alice"}, {"id": bob, "username": "bob", "membershipType": "MANAGED"}]
    server.update_realm("test", organizations=[{**ACME, "members": members}])
    assert admin.delete("/organizations/acme-id").status_code == 204
    assert [one["username"] for one in admin.get("/users").json()] == ["alice"]


def test_a_provider_knows_its_organization_and_is_off_with_it(admin):
    assert admin.get("/identity-provider/instances/up").json()["organizationId"] == "acme-id"
    admin.put("/organizations/acme-id", json={"name": "acme", "enabled": False}).raise_for_status()
    assert admin.get("/identity-provider/instances/up").json()["enabled"] is False
    admin.delete("/identity-provider/instances/up").raise_for_status()
    assert admin.get("/organizations/acme-id/identity-providers").json() == []


@pytest.mark.parametrize("path", ["", "/count", "/acme-id", "/acme-id/members", "/acme-id/identity-providers"])
def test_switched_off(server, admin, path):
    server.update_realm("test", organizationsEnabled=False)
    answer = admin.get(f"/organizations{path}")
    assert (answer.status_code, answer.json()) == (404, {"errorMessage": "Organizations not enabled for this realm."})


def test_a_partial_export_has_none_and_a_whole_one_has_them(server, admin):
    assert "organizations" not in admin.post("/partial-export", params={"exportGroupsAndRoles": "true", "exportClients": "true"}).json()
    (exported,) = server.export()["organizations"]
    assert exported["id"] == "acme-id"
    assert exported["members"][0]["username"] == "alice"


def test_groups_of_an_organization_are_imported_and_exported_and_give_no_roles(server):
    person = {"username": "alice", "enabled": True, "email": "a@x.org", "firstName": "A", "lastName": "L"}
    kitchen = {"id": "kitchen-id", "name": "kitchen", "realmRoles": ["cook"]}
    member = {"username": "alice", "membershipType": "UNMANAGED", "groups": ["kitchen-id"]}
    groups = [{"name": "staff", "realmRoles": ["waiter"], "subGroups": [kitchen]}]
    realm = server.realm(
        organizationsEnabled=True,
        clients=[{**SVC, "directAccessGrantsEnabled": True}],
        roles={"realm": [{"name": "cook"}, {"name": "waiter"}]},
        users=[{**person, "credentials": [{"type": "password", "value": "pw"}]}],
        organizations=[{"name": "acme", "members": [member], "groups": groups}],
    )
    token = realm.token(grant_type="password", username="alice", password="pw").json()["access_token"]
    assert not {"cook", "waiter"} & set(claims(token).get("realm_access", {}).get("roles", ()))
    acme = server.export()["organizations"][0]
    staff = acme["groups"][0]
    assert (staff["realmRoles"], staff["subGroups"][0]["realmRoles"]) == (["waiter"], ["cook"])
    assert acme["members"][0]["groups"] == ["kitchen-id"]


def test_a_member_of_a_group_that_is_not_there(server):
    member = {"username": "alice", "groups": ["nope"]}
    document = {"realm": "test", "organizationsEnabled": True, "users": [ALICE], "organizations": [{"name": "acme", "members": [member]}]}
    with admin_client(server.url, "") as admin:
        answer = admin.post("", json=document)
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Unable to find organization group specified by id: nope"})


def test_blank_ids(admin):
    no_organization = (400, {"errorMessage": "Id cannot be null."})
    for path in ("", "/members", "/groups", "/identity-providers", "/members/x"):
        answer = admin.get(f"/organizations/%20{path}")
        assert (answer.status_code, answer.json()) == no_organization, path
    for path in ("/acme-id/members/%20/organizations", "/members/%20/organizations"):
        answer = admin.get(f"/organizations{path}")
        assert (answer.status_code, answer.json()) == (400, {"errorMessage": "id cannot be null"}), path
