import orders
import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def api(keycloak):
    orders.app.dependency_overrides[orders.issuer] = lambda: keycloak.realm("shop").issuer
    yield TestClient(orders.app)
    orders.app.dependency_overrides.clear()


def test_the_realm_of_the_fixture_is_trusted(api, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="alice")
    assert api.get("/orders", headers=token.headers).json() == {"of": "alice"}


def test_no_other_realm_is(api, keycloak, keycloak_realm):
    token = keycloak_realm.mint(client_id="app", username="user")
    assert api.get("/orders", headers=token.headers).status_code == 401
