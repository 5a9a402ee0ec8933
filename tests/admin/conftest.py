"""Realms that several files of this folder are about."""

import pytest


@pytest.fixture
def staffed(server):
    """The realm has a client and a group."""
    server.realm(clients=[{"clientId": "app", "secret": "s"}], users=[], groups=[{"name": "staff"}])


@pytest.fixture
def bare(server):
    """The realm has nothing but what every realm has."""
    server.realm(clients=[], users=[])
