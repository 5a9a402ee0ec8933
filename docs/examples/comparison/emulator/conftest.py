import pytest


@pytest.fixture
def issuer(keycloak):
    return keycloak.realm("shop").issuer
