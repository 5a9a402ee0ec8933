from pathlib import Path

import pytest
import requests
from testcontainers.community.keycloak import KeycloakContainer


@pytest.fixture(scope="session")
def keycloak():
    image = KeycloakContainer("keycloak/keycloak:26.7.4")
    with image.with_realm_import_file(str(Path(__file__).with_name("shop-realm.json"))) as container:
        yield container


@pytest.fixture
def issuer(keycloak):
    return f"{keycloak.get_url()}/realms/shop"


@pytest.fixture
def headers(issuer):
    def get(client="web"):
        form = {
            "grant_type": "password",
            "client_id": client,
            "client_secret": f"{client}-secret",
            "username": "alice",
            "password": "wonder",
        }
        answer = requests.post(f"{issuer}/protocol/openid-connect/token", form)
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    return get
