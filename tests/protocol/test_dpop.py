"""DPoP where a recording does not reach: repeated headers, keys that cannot be read, other doors. Asked of Keycloak 26.7.4."""

import pytest

from emulator.core.clock import Clock
from emulator.keys import forged
from pytest_plugin.dpop import DpopKey
from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import claims

RESOURCES = {**SVC, "clientId": "rs", "authorizationServicesEnabled": True}
PUBLIC = {"clientId": "spa", "publicClient": True, "directAccessGrantsEnabled": True}
LOWER = {**PUBLIC, "clientId": "low", "attributes": {"token.response.type.bearer.lower-case": "true"}}
FORM = {"grant_type": "password", "client_id": "spa", "username": "alice", "password": "wonder", "scope": "openid"}


@pytest.fixture
def at(server):
    realm = server.realm(clients=[SVC, RESOURCES, PUBLIC, LOWER], users=[ALICE])
    realm.url = f"{realm.issuer}/protocol/openid-connect"
    return realm


@pytest.fixture(scope="module")
def key():
    return DpopKey()


def bound(at, key, **form):
    answer = at.http.post("/token", data={**FORM, **form}, headers={"DPoP": key.proof("POST", f"{at.url}/token")})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_second_header(at, key):
    headers = [("DPoP", key.proof("POST", f"{at.url}/token")) for _ in range(2)]
    answer = at.http.post("/token", data=FORM, headers=headers)
    assert (answer.status_code, answer.json()["error_description"]) == (400, "DPoP header verification failure")


@pytest.mark.parametrize("jwk", [{"kty": "EC"}, {"kty": "RSA", "e": "AQAB"}, {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": 5}])
def test_a_key_that_cannot_be_read(at, jwk):
    key = forged.of_client("ES256")
    said = {"jti": "j", "htm": "POST", "htu": f"{at.url}/token", "iat": Clock().seconds()}
    text = forged.compact({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}, said, key)
    answer = at.http.post("/token", data=FORM, headers={"DPoP": text})
    # Keycloak stumbles over it.
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")


def test_the_types_of_a_token(at, key):
    answer = bound(at, key, client_id="low")
    assert answer["token_type"] == "dpop"
    assert claims(answer["access_token"])["typ"] == "DPoP"


def test_the_same_proof_after_its_time(at, server, key):
    proof = key.proof("POST", f"{at.url}/token")
    ask = lambda: at.http.post("/token", data=FORM, headers={"DPoP": proof})  # noqa: E731 - one request, thrice
    assert ask().status_code == 200
    assert ask().json()["error_description"] == "DPoP proof has already been used"
    server.move_clock(25)
    assert ask().json()["error_description"] == "DPoP proof is not active"


def test_doors_that_take_bound_tokens(at, key):
    own = bound(at, key, grant_type="client_credentials", client_id="rs", client_secret="s3cret")["access_token"]
    url = f"{at.issuer}/authz/protection/resource_set"
    assert wire.get(url, headers=key.headers("GET", url, own)).status_code == 200
    assert wire.get(url, headers={"Authorization": f"Bearer {own}"}).status_code == 403
    token = bound(at, key)["access_token"]
    url = f"{at.issuer}/broker/x/token"
    assert wire.get(url, headers=key.headers("GET", url, token)).status_code == 403
    refused = wire.get(url, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()) == (400, {"errorMessage": "Invalid token."})


def test_doors_that_take_only_bearer_tokens(at, key):
    token = bound(at, key, client_id="rs", client_secret="s3cret")["access_token"]
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:uma-ticket", "audience": "rs"}
    refused = at.http.post("/token", data=form, headers=key.headers("POST", f"{at.url}/token", token))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    refused = at.http.post("/token", data=form, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["error_description"]) == (400, "Invalid bearer token")
    secret = {"client_id": "rs", "client_secret": "s3cret", "subject_token": token}
    refused = at.http.post("/token", data={**form, **secret})
    assert (refused.status_code, refused.json()["error_description"]) == (400, "Invalid identity")
    url = f"{at.issuer}/clients-registrations/default"
    refused = wire.post(url, headers={"Authorization": f"Bearer {token}"}, json={"clientId": "x"})
    assert (refused.status_code, refused.json()["error_description"]) == (401, "Invalid type of token")


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer {}", 200), ("bearer {}", 200), ("Bearer  {}", 401), ("Bearer {} x", 401), ("{}", 401)]
)
def test_forms_of_the_header(at, header, status):
    token = at.http.post("/token", data=FORM).json()["access_token"]
    answer = at.http.get("/userinfo", headers={"Authorization": header.format(token)})
    assert answer.status_code == status
    assert answer.headers.get("www-authenticate", 'Bearer realm="test"') == 'Bearer realm="test"'
