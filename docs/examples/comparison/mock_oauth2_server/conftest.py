from pathlib import Path

import pytest
import requests
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


@pytest.fixture(scope="session")
def server():
    image = DockerContainer("ghcr.io/navikt/mock-oauth2-server:2.3.0").with_exposed_ports(8080)
    image.with_env("JSON_CONFIG", Path(__file__).with_name("config.json").read_text())
    with image.waiting_for(HttpWaitStrategy(8080, "/isalive")) as container:
        yield container


@pytest.fixture
def issuer(server):
    return f"http://localhost:{server.get_exposed_port(8080)}/shop"


@pytest.fixture
def headers(issuer):
    def get(scope="orders"):
        form = {"grant_type": "client_credentials", "client_id": "web", "client_secret": "web-secret", "scope": scope}
        return {"Authorization": f"Bearer {requests.post(f'{issuer}/token', form).json()['access_token']}"}

    return get
