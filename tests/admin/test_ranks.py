"""What administrators of lower ranks see of realms. Members are those of Keycloak 26.7.4."""

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import http_client

FEW = {"realm": "test", "bruteForceProtected": False, "supportedLocales": [], "organizationsEnabled": False}
OF_USERS = {**FEW, "registrationEmailAsUsername": False}


def token(server, realm, **form):
    given = {"grant_type": "password", **form}
    return wire.post(f"{server.url}/realms/{realm}/protocol/openid-connect/token", data=given).json()["access_token"]


def get(server, bearer, path="", **query):
    answer = wire.get(f"{server.url}/admin/realms{path}", params=query, headers={"Authorization": f"Bearer {bearer}"})
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("role", "shown"),
    [("query-users", FEW), ("query-realms", FEW), ("create-client", FEW), ("view-users", OF_USERS), ("manage-users", OF_USERS)],
)
def test_a_lower_rank_sees_a_few_members(server, role, shown):
    server.realm(clients=[SVC], users=[{**ALICE, "clientRoles": {"realm-management": [role]}}])
    mine = token(server, "test", client_id="svc", client_secret="s3cret", username="alice", password="wonder")
    assert get(server, mine, "/test") == (200, shown)
    assert get(server, mine) == (200, [{"realm": "test"}])
    assert get(server, mine, briefRepresentation="true") == (200, [{"realm": "test"}])
    assert get(server, mine, "/master")[0] == 403


@pytest.mark.parametrize("roles", [[], ["impersonation"]])
def test_no_rank_sees_nothing(server, roles):
    server.realm(clients=[SVC], users=[{**ALICE, "clientRoles": {"realm-management": roles}}])
    mine = token(server, "test", client_id="svc", client_secret="s3cret", username="alice", password="wonder")
    for path in ("", "/test", "/master"):
        assert get(server, mine, path) == (403, {"error": "HTTP 403 Forbidden"})


@pytest.mark.parametrize(
    ("client", "role", "listed"),
    [
        ("test-realm", "query-users", [{"realm": "test"}]),
        ("master-realm", "query-realms", [{"realm": "master"}]),
        ("", "create-realm", None),
    ],
)
def test_who_administers_anything_from_master_sees_a_few_members_of_all(server, client, role, listed):
    server.realm()
    root = token(server, "master", client_id="admin-cli", username="admin", password="admin")
    with http_client(base_url=f"{server.url}/admin/realms/master", headers={"Authorization": f"Bearer {root}"}) as http:
        person = {**ALICE, "username": "low", "email": "low@example.org"}
        path = http.post("/users", json=person).headers["location"].partition("/realms/master")[2]
        if client:
            owner = http.get("/clients", params={"clientId": client}).json()[0]["id"]
            shown = http.get(f"/clients/{owner}/roles/{role}").json()
            http.post(f"{path}/role-mappings/clients/{owner}", json=[shown]).raise_for_status()
        else:
            http.post(f"{path}/role-mappings/realm", json=[http.get(f"/roles/{role}").json()]).raise_for_status()
    mine = token(server, "master", client_id="admin-cli", username="low", password="wonder")
    assert get(server, mine, "/test") == (200, FEW)
    assert set(get(server, mine, "/master")[1]) == {*FEW, "displayName", "displayNameHtml"}
    assert get(server, mine) == ((200, listed) if listed is not None else (403, {"error": "HTTP 403 Forbidden"}))


def test_a_brief_listing_has_four_members_of_what_may_be_viewed(server):
    made = server.realm(displayName="Test")
    root = token(server, "master", client_id="admin-cli", username="admin", password="admin")
    listed = {one["realm"]: one for one in get(server, root, briefRepresentation="true")[1]}
    assert set(listed[made.name]) == {"id", "realm", "displayName", "enabled"}
