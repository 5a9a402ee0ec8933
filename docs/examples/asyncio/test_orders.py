"""pytest-asyncio: the server has a thread of its own, so that a test's event loop may wait for it."""

import asyncio

import httpx
import jwt
import pytest


@pytest.fixture(scope="session")
def issuer(keycloak_session):
    """Of the whole run: an application that is made once is configured with it."""
    return keycloak_session.realm("shop").issuer


@pytest.fixture
async def http():
    async with httpx.AsyncClient() as client:
        yield client


async def test_many_logins_at_once(issuer, http):
    form = {"grant_type": "password", "client_id": "web", "client_secret": "web-secret", "username": "alice", "password": "wonder"}
    answers = await asyncio.gather(*(http.post(f"{issuer}/protocol/openid-connect/token", data=form) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}


async def test_the_keys_of_a_token(keycloak, issuer, http):
    token = keycloak.realm("shop").mint(client_id="web", username="alice")
    keys = jwt.PyJWKSet.from_dict((await http.get(f"{issuer}/protocol/openid-connect/certs")).json())
    assert jwt.get_unverified_header(token)["kid"] in {key.key_id for key in keys.keys}
