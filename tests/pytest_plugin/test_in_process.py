"""A production URL answered inside of the test process, for each client, beside what else it asks."""

import asyncio
import json
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
import jwt
import pytest
import requests
import respx
import urllib3

pytestmark = pytest.mark.keycloak(realm="bvnk")
BASE = "https://auth.sandbox.layer1.com/auth"
ISSUER = f"{BASE}/realms/bvnk"
TOKEN = f"{ISSUER}/protocol/openid-connect/token"
FORM = {"grant_type": "client_credentials", "client_id": "bvnk-sandbox", "client_secret": "bvnk-sandbox-secret"}


def by_httpx(url, form):
    answer = httpx.post(url, data=form) if form else httpx.get(url)
    return answer.status_code, answer.json()


def by_httpx_async(url, form):
    async def ask():
        async with httpx.AsyncClient() as client:
            return await (client.post(url, data=form) if form else client.get(url))

    # A thread of its own: a browser that another test has opened keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: asyncio.run(ask())).result()
    return answer.status_code, answer.json()


def by_requests(url, form):
    answer = requests.post(url, data=form, timeout=60) if form else requests.get(url, timeout=60)
    return answer.status_code, answer.json()


def by_urllib3(url, form):
    with urllib3.PoolManager() as pool:
        answer = pool.request_encode_body("POST", url, form, encode_multipart=False) if form else pool.request("GET", url)
        return answer.status, answer.json()


def by_urllib(url, form):
    try:
        with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode() if form else None, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def by_aiohttp(url, form):
    async def ask():
        async with aiohttp.ClientSession() as session, session.request("POST" if form else "GET", url, data=form) as answer:
            return answer.status, await answer.json()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(ask())).result()


CLIENTS = [by_httpx, by_httpx_async, by_requests, by_urllib3, by_urllib, by_aiohttp]


@pytest.mark.parametrize("client", CLIENTS)
def test_each_client_gets_the_emulators_answers(keycloak, client):
    with keycloak.at(BASE) as there:
        status, document = client(TOKEN, FORM)
        assert status == 200
        claims = jwt.decode(document["access_token"], options={"verify_signature": False})
        assert claims["iss"] == ISSUER == there.realm("bvnk").issuer
        assert client(TOKEN, {**FORM, "client_secret": "wrong"})[0] == 401
        assert client(f"{ISSUER}/.well-known/openid-configuration", None)[1]["token_endpoint"] == TOKEN
        # All else goes where it went: here to the server's own socket.
        assert client(f"{keycloak.url}/realms/bvnk", None)[1]["realm"] == "bvnk"
    assert [request.status for request in keycloak.requests] == [200, 401, 200, 200]


def test_keys_and_minted_tokens_of_that_issuer(keycloak):
    with keycloak.at(BASE) as there:
        token = there.realm("bvnk").mint(client_id="bvnk-sandbox")
        key = jwt.PyJWKClient(there.realm("bvnk").jwks_url).get_signing_key_from_jwt(token)
        assert jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, options={"verify_aud": False})["azp"] == "bvnk-sandbox"


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_beside_a_tests_own_routes(keycloak, first):
    def ask():
        shop = respx.get("https://shop.example.org/").respond(json={"shop": True})
        assert httpx.get("https://shop.example.org/").json() == {"shop": True}
        assert httpx.post(TOKEN, data=FORM).status_code == 200
        assert shop.call_count == 1
        with pytest.raises(respx.models.AllMockedAssertionError):
            httpx.get("https://elsewhere.example.org/")

    if first == "ours":
        with keycloak.at(BASE), respx.mock:
            ask()
    else:
        with respx.mock, keycloak.at(BASE):
            ask()


def test_two_urls_at_once(keycloak):
    with keycloak.at(BASE), keycloak.at("http://localhost:1"):
        assert httpx.get(f"{ISSUER}/.well-known/openid-configuration").json()["issuer"] == ISSUER
        found = requests.get("http://localhost:1/realms/bvnk/.well-known/openid-configuration", timeout=60).json()
        assert found["issuer"] == "http://localhost:1/realms/bvnk"
        assert httpx.get("http://localhost:1/realms/bvnk/.well-known/openid-configuration").json() == found
        assert httpx.get(f"{keycloak.url}/realms/bvnk").json()["realm"] == "bvnk"


@pytest.mark.parametrize(
    ("client", "error"),
    [
        (by_httpx, httpx.ReadError), (by_requests, requests.ConnectionError),
        (by_urllib, urllib.error.URLError), (by_aiohttp, aiohttp.ClientConnectionError), (by_urllib3, urllib3.exceptions.ProtocolError),
    ],
)  # fmt: skip
def test_a_connection_that_is_reset(keycloak, client, error):
    with keycloak.at(BASE):
        keycloak.fault(endpoint="token", reset=True)
        with pytest.raises(error):
            client(TOKEN, FORM)


@pytest.mark.parametrize("url", ["auth.example.org", "ftp://x/", "https://x/other", ""])
def test_a_url_that_cannot_be(keycloak, url):
    with pytest.raises(ValueError, match="looks like https"), keycloak.at(url):
        pass
