import django
import orders  # noqa: F401 - it configures Django
import pytest
from django.test import Client, override_settings

django.setup()


@pytest.fixture
def api(keycloak):
    with override_settings(ISSUER=keycloak.realm("shop").issuer):
        yield Client()


def test_a_customer_sees_orders(api, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="alice")
    assert api.get("/orders", headers=token.headers).json() == {"of": "alice"}


def test_a_clerk_does_not(api, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="bob")
    assert api.get("/orders", headers=token.headers).status_code == 403


@pytest.mark.keycloak_token(realm="shop", client_id="web", username="alice")
def test_no_wrong_token_is_taken(api, keycloak_wrong_token):
    assert api.get("/orders", headers=keycloak_wrong_token.headers).status_code == 401
