"""Doors to a realm ``test`` with a client ``app``."""

import pytest

from tests.gates.people.people import Doors


@pytest.fixture
def doors(server):
    server.realm(
        clients=[{"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True}], users=[], organizationsEnabled=True
    )
    opened = Doors(server.url)
    yield opened
    opened.http.close()
