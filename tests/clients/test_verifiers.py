"""Client libraries that verify a token against the realm's JWKS, and python-keycloak."""

import json
import shutil
import subprocess

import httpx
import jwt
import pytest
import requests

from tests.support import listener


@pytest.fixture
def bvnk(server):
    from emulator.realm import files

    (document,) = files.read_all([files.resolve("bvnk")], {})
    server.live.call(lambda: server.live.emulator.add_realm(document))
    form = {"client_id": "bvnk-sandbox", "client_secret": "bvnk-sandbox-secret", "grant_type": "client_credentials"}
    issuer = f"{server.url}/auth/realms/bvnk"
    answer = requests.post(f"{issuer}/protocol/openid-connect/token", data=form, timeout=60).json()
    return issuer, answer


def test_the_answer_is_what_bvnk_documents(bvnk):
    _, answer = bvnk
    assert set(answer) == {"access_token", "expires_in", "refresh_expires_in", "token_type", "not-before-policy", "scope"}
    assert (answer["expires_in"], answer["refresh_expires_in"], answer["token_type"], answer["not-before-policy"]) == (300, 0, "Bearer", 0)
    assert "tenants:view transactions:edit networks:view microprofile-jwt" in answer["scope"]


def test_pyjwt(bvnk):
    issuer, answer = bvnk
    key = jwt.PyJWKClient(f"{issuer}/protocol/openid-connect/certs").get_signing_key_from_jwt(answer["access_token"])
    assert jwt.decode(answer["access_token"], key.key, ["RS256"], audience="account", issuer=issuer)["azp"] == "bvnk-sandbox"


def test_authlib(bvnk):
    from authlib.integrations.requests_client import OAuth2Session

    issuer, _ = bvnk
    endpoint = f"{issuer}/protocol/openid-connect/token"
    with OAuth2Session("bvnk-sandbox", "bvnk-sandbox-secret", token_endpoint=endpoint) as client:
        token = client.fetch_token(endpoint, grant_type="client_credentials")
    assert token["expires_in"] == 300


def test_joserfc(bvnk):
    from joserfc import jwt as jose
    from joserfc.jwk import KeySet

    issuer, answer = bvnk
    keys = KeySet.import_key_set(httpx.get(f"{issuer}/protocol/openid-connect/certs").json())
    token = jose.decode(answer["access_token"], keys)
    jose.JWTClaimsRegistry(iss={"essential": True, "value": issuer}).validate(token.claims)


def test_node_jose(bvnk, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tmp_path), "jose@5"]
    subprocess.run(install, check=True, timeout=120, capture_output=True)
    issuer, answer = bvnk
    script = f"""
    const jose = require("jose");
    const keys = jose.createRemoteJWKSet(new URL("{issuer}/protocol/openid-connect/certs"));
    jose.jwtVerify("{answer["access_token"]}", keys, {{ issuer: "{issuer}" }}).then((r) => console.log(r.payload.azp));
    """
    done = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "bvnk-sandbox"


def test_python_keycloak(realm):
    from keycloak import KeycloakOpenID

    client = KeycloakOpenID(server_url=realm.server.url, realm_name="test", client_id="svc", client_secret_key="s3cret")
    token = client.token("alice", "wonder", scope="openid")
    assert client.userinfo(token["access_token"])["preferred_username"] == "alice"
    assert client.introspect(token["access_token"])["active"] is True
    assert client.decode_token(token["access_token"])["azp"] == "svc"
    renewed = client.refresh_token(token["refresh_token"])
    client.logout(renewed["refresh_token"])
    assert client.introspect(renewed["access_token"])["active"] is False
    assert client.well_known()["issuer"] == realm.issuer


def test_private_key_jwt_with_authlib_and_a_key_set_at_a_url(server):
    from authlib.integrations.requests_client import OAuth2Session
    from authlib.oauth2.rfc7523 import PrivateKeyJWT
    from joserfc.jwk import RSAKey

    from tests.conftest import SVC

    key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})

    published = json.dumps({"keys": [key.as_dict(private=False)]})
    with listener(lambda request: (200, published)) as url:
        attributes = {"use.jwks.url": "true", "jwks.url": f"{url}/jwks"}
        realm = server.realm(clients=[{**SVC, "clientAuthenticatorType": "client-jwt", "attributes": attributes}])
        endpoint = f"{realm.issuer}/protocol/openid-connect/token"
        session = OAuth2Session("svc", key.as_pem(private=True), token_endpoint_auth_method=PrivateKeyJWT(endpoint, headers={"kid": "k1"}))
        assert session.fetch_token(endpoint, grant_type="client_credentials")["token_type"] == "Bearer"
        session.close()
