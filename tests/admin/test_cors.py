"""Pages of other origins at the Admin API: the client whose token they send has to allow them, as observed on Keycloak 26.7.4."""

import pytest

from tests import wire
from tests.conftest import ALICE

PAGE = "https://app.example.org"
OPEN = {"publicClient": True, "directAccessGrantsEnabled": True}
CLIENTS = [
    {**OPEN, "clientId": "mine", "webOrigins": [PAGE], "redirectUris": []},
    {**OPEN, "clientId": "plus", "webOrigins": ["+"], "redirectUris": [f"{PAGE}/*"]},
    {**OPEN, "clientId": "star", "webOrigins": ["*"], "redirectUris": []},
    {**OPEN, "clientId": "light", "webOrigins": [PAGE], "attributes": {"client.use.lightweight.access.token.enabled": "true"}},
    {**OPEN, "clientId": "none", "webOrigins": [], "redirectUris": []},
]


@pytest.fixture
def api(server):
    """Asks the Admin API with a token of one of the clients."""
    realm = server.realm(clients=CLIENTS, users=[{**ALICE, "clientRoles": {"realm-management": ["realm-admin"]}}])

    def ask(client, path="/roles", method="GET", json=None, **headers):
        form = {"grant_type": "password", "client_id": client, "username": "alice", "password": "wonder"}
        token = realm.http.post("/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Origin": PAGE, **headers}
        return wire.request(method, f"{server.url}/admin/realms/test{path}", json=json, headers=headers)

    return ask


@pytest.mark.parametrize("client", ["mine", "plus", "star", "light"])
def test_an_origin_of_the_client_may_read(api, client):
    answer = api(client)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["access-control-expose-headers"] == "Location"


def test_any_other_is_refused_before_anything_is_done(api):
    refused = api("none", method="POST", json={"name": "made"})
    assert (refused.status_code, refused.json()) == (403, {"error": "Invalid origin"})
    assert "access-control-allow-origin" not in refused.headers
    assert api("mine", "/roles/made").status_code == 404
    assert api("mine", Origin="https://evil.example.org").status_code == 403
    assert api("mine", "/nope", Origin="https://evil.example.org").json() == {"error": "Invalid origin"}
    assert api("mine", "", Origin="null").status_code == 403


def test_errors_may_be_read_by_the_clients_origins(api):
    for path in ("/roles/nope", "/nope"):
        answer = api("mine", path)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (404, PAGE)


def test_without_a_token_no_origin_may_read(server):
    answer = wire.get(f"{server.url}/admin/realms/master/users", headers={"Origin": PAGE})
    assert answer.status_code == 401
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_servers_own_pages_need_no_permission(server, api):
    answer = api("none", Origin=server.url)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
