"""Users, their groups, roles and consents at the Admin API. Answers are those of Keycloak 26.7.4."""

import pytest

from tests import wire

pytestmark = pytest.mark.usefixtures("staffed")


@pytest.fixture
def client(admin):
    return f"/clients/{admin.get('/clients', params={'clientId': 'app'}).json()[0]['id']}"


def test_roles_are_mapped_by_id_and_name_together(admin):
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    role = {"name": "offline_access", "id": admin.get("/roles/offline_access").json()["id"]}
    for wrong in ({"name": role["name"]}, {"id": role["id"]}, {**role, "name": "other"}):
        assert admin.post(f"{path}/role-mappings/realm", json=[wrong]).json() == {"error": "Role not found"}
    assert admin.post(f"{path}/role-mappings/realm", json=[role]).status_code == 204
    users = admin.get("/roles/offline_access/users", params={"briefRepresentation": "true"}).json()
    assert [(one["username"], one["access"], "requiredActions" in one) for one in users] == [("bob", {"manage": True}, False)]


def test_groups_are_found_by_attribute_and_shown_as_asked(admin):
    place = admin.post("/groups", json={"name": "wanted", "attributes": {"kind": ["a b"]}}).headers["location"]
    assert [one["name"] for one in admin.get("/groups", params={"q": 'kind:"a b"'}).json()] == ["wanted"]
    assert "subGroupCount" not in admin.get("/groups", params={"subGroupsCount": "false"}).json()[0]
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    admin.put(f"{path}/groups/{place.rsplit('/', 1)[1]}")
    assert admin.get(f"{path}/groups", params={"briefRepresentation": "false"}).json()[0]["attributes"] == {"kind": ["a b"]}


def test_offline_sessions_are_grants_without_a_consent(server, admin):
    admin.post("/clients", json={"clientId": "phone", "protocol": "openid-connect"}).raise_for_status()
    person = {"username": "carol", "enabled": True, "email": "c@example.org", "firstName": "C", "lastName": "D"}
    creation = admin.post("/users", json={**person, "credentials": [{"type": "password", "value": "pw"}]})
    user = creation.headers["location"].rpartition("/")[2]
    form = {"grant_type": "password", "client_id": "phone", "username": "carol", "password": "pw", "scope": "offline_access"}
    wire.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=form).raise_for_status()
    client = admin.get("/clients", params={"clientId": "phone"}).json()[0]["id"]
    (grant,) = admin.get(f"/users/{user}/consents").json()
    assert grant == {"clientId": "phone", "grantedClientScopes": [], "additionalGrants": [{"client": client, "key": "Offline Token"}]}
    assert admin.delete(f"/users/{user}/consents/phone").status_code == 204
    assert admin.get(f"/users/{user}/consents").json() == []


def test_a_new_user_is_nobody_s_service_account(admin):
    assert admin.post("/users", json={"username": "someone", "serviceAccountClientId": "app"}).status_code == 201
    user = admin.get("/users").json()[0]
    assert user["username"] == "someone"
    assert admin.put(f"/users/{user['id']}", json={"serviceAccountClientId": "app"}).status_code == 204
    assert [user["username"] for user in admin.get("/users").json()] == ["someone"]
