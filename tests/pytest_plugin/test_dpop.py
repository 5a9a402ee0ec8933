"""Tokens that are bound to a key, and the proofs that go with them, through the public fixture."""

import base64
import json
import urllib.error
import urllib.request

import pytest

from emulator.tokens import forged_proofs

pytestmark = pytest.mark.keycloak(realm="gcore")
USER = {"client_id": "gcore", "username": "user@example.org", "scope": "openid"}


def status(url, headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60):
            return 200
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize("algorithm", ["ES256", "ES512", "EdDSA", "PS256"])
def test_a_token_is_bound_to_a_key(keycloak, algorithm):
    realm = keycloak.realm("gcore")
    key = realm.dpop_key(algorithm)
    for token in (realm.token(**USER, password="password", dpop=key), realm.mint(**USER, dpop=key)):
        assert token.claims["cnf"] == {"jkt": key.thumbprint, "kc-jkt-type": "DPoP"}
        assert token.response["token_type"] == token.claims["typ"] == "DPoP"
        assert status(realm.userinfo_url, key.headers("GET", realm.userinfo_url, token)) == 200
        assert status(realm.userinfo_url, token.headers) == 401


def test_proofs_follow_the_servers_clock(keycloak):
    realm = keycloak.realm("gcore")
    key = realm.dpop_key()
    keycloak.clock.move(86400)
    token = realm.token(**USER, password="password", dpop=key)
    assert status(realm.userinfo_url, key.headers("GET", realm.userinfo_url, token)) == 200


def test_wrong_proofs_are_refused(keycloak):
    realm = keycloak.realm("gcore")
    key, url = realm.dpop_key(), realm.userinfo_url
    token = realm.mint(**USER, dpop=key)
    for name in forged_proofs.WRONG:
        assert status(url, key.headers("GET", url, token, wrong=name)) == 401, name
    once = realm.dpop_proof("GET", url, token, key=key)
    assert [status(url, {"Authorization": f"DPoP {token}", "DPoP": once}) for _ in range(2)] == [200, 401]
    with pytest.raises(ValueError, match="a wrong proof is one of expired"):
        key.proof("GET", url, wrong="nonsense")


def test_other_claims(keycloak):
    realm = keycloak.realm("gcore")
    proof = realm.dpop_proof("GET", "https://api.example.org/", key=realm.dpop_key(), nonce="n", jti=None)
    claims = json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "=="))
    assert (claims["nonce"], claims["htu"], "jti" in claims) == ("n", "https://api.example.org/", False)
