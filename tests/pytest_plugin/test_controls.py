"""What a test steers: time, faults, tokens, state; each through the public fixture."""

import datetime as dt
import http.client
import json
import re
import time
import urllib.error
import urllib.request

import jwt
import pytest
from joserfc import jwt as jose
from joserfc.jwk import KeySet

from emulator.tokens import forge
from pytest_plugin import plugin

pytestmark = pytest.mark.keycloak(realm="gcore")
USER = {"client_id": "gcore", "username": "user@example.org"}
LOGIN = {**USER, "password": "password"}


def fetch(url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return json.load(answer)


def status(url, token=None):
    try:
        fetch(url, token)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    return 200


def verified(realm, token):
    """The claims, as an API that is under test would verify them."""
    found = fetch(realm.jwks_url)
    keys = {key["kid"]: jwt.PyJWK(key) for key in found["keys"] if key["use"] == "sig"}
    key = keys.get(jwt.get_unverified_header(token)["kid"])
    if key is None:
        raise jwt.InvalidTokenError("unknown kid")
    required = {"require": ["exp", "sub", "iss"]}
    return jwt.decode(token, key, algorithms=["RS256"], issuer=realm.issuer, audience="account", options=required)


# Tokens


def test_a_token_for_anybody_without_a_password(keycloak):
    realm = keycloak.realm("gcore")
    token = realm.mint(
        **USER, scope="openid", roles=["boss", "shop:buyer"], groups=["/staff"], audience="shop", claims={"x": 1, "name": None}, lifespan=7
    )
    claims = token.claims
    assert claims["realm_access"]["roles"] == ["boss"]
    assert claims["resource_access"] == {"shop": {"roles": ["buyer"]}}
    assert (claims["groups"], claims["aud"], claims["x"], claims["exp"] - claims["iat"]) == (["/staff"], "shop", 1, 7)
    assert "name" not in claims
    assert token.id_token
    assert jose.decode(token, KeySet.import_key_set(fetch(realm.jwks_url)), algorithms=["RS256"]).claims == claims
    assert fetch(realm.userinfo_url, token)["email"] == "user@example.org"


def test_exactly_these_claims(keycloak):
    token = keycloak.realm("gcore").forge({"a": 1}, algorithm="HS512", typ="x+jwt")
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("HS512", "x+jwt")
    assert jwt.decode(token, options={"verify_signature": False}) == {"a": 1}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"client_id": "gcor"}, "there is no client 'gcor', did you mean 'gcore'?"),
        ({**USER, "username": "usr@example.org"}, "did you mean 'user@example.org'"),
        ({"client_id": "gcore"}, "has no service account"),
        ({**USER, "roles": "boss"}, "roles is a list"),
        ({**USER, "scope": "nonsense"}, "invalid_scope"),
        ({**USER, "wrong": "nonsense"}, "a wrong token is one of expired"),
    ],
)
def test_what_cannot_be_is_said(keycloak, wanted, said):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        keycloak.realm("gcore").mint(**wanted)


@pytest.mark.keycloak_token(realm="gcore", **USER, audience="account")
def test_a_good_token_is_taken(keycloak, keycloak_token):
    assert verified(keycloak.realm("gcore"), keycloak_token)["typ"] == "Bearer"


@pytest.mark.keycloak_token(realm="gcore", **USER, audience="account")
def test_each_wrong_token_is_refused_by_who_verifies_it(keycloak, keycloak_wrong_token):
    with pytest.raises(jwt.InvalidTokenError):
        verified(keycloak.realm("gcore"), keycloak_wrong_token)


def test_wrong_tokens_by_name(keycloak):
    found = keycloak.realm("gcore").wrong_tokens(**USER)
    assert tuple(found) == forge.WRONG == plugin.WRONG
    assert len(set(found.values())) == len(found)
    assert "email" not in keycloak.realm("gcore").wrong_token("without_email", **USER).claims


def test_a_revoked_token_is_refused_by_the_server_only(keycloak):
    realm = keycloak.realm("gcore")
    token = realm.wrong_token("revoked", **USER, scope="openid")
    assert status(realm.userinfo_url, token) == 401
    other = realm.mint(**USER, scope="openid")
    assert status(realm.userinfo_url, other) == 200
    realm.revoke(other)
    assert status(realm.userinfo_url, other) == 401


# Time


def test_time_passes_at_once(keycloak):
    realm = keycloak.realm("gcore")
    token = realm.mint(**USER, scope="openid")
    assert [session["username"] for session in realm.sessions()] == ["user@example.org"]
    keycloak.clock.move(3590)
    assert status(realm.userinfo_url, token) == 200
    keycloak.clock.move(20)
    assert status(realm.userinfo_url, token) == 401


def test_a_clock_that_stands_and_runs(keycloak):
    noon = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
    keycloak.clock.freeze(noon)
    assert keycloak.clock.now == noon.timestamp()
    assert keycloak.realm("gcore").mint(**USER).claims["iat"] == noon.timestamp()
    keycloak.clock.run(1e6)
    assert keycloak.clock.now > noon.timestamp()
    keycloak.clock.set(1_000_000_000)
    keycloak.clock.freeze()
    keycloak.clock.move(5)
    assert keycloak.clock.now >= 1_000_000_005
    keycloak.clock.reset()
    assert abs(keycloak.clock.now - time.time()) < 5


# Faults


def test_a_fault_while_it_lasts(keycloak):
    realm = keycloak.realm("gcore")
    with keycloak.fault(endpoint="jwks", status=503, retry_after=7) as fault:
        with pytest.raises(urllib.error.HTTPError) as caught:
            fetch(realm.jwks_url)
        caught.value.close()
        assert (caught.value.code, caught.value.headers["Retry-After"]) == (503, "7")
        assert status(realm.discovery_url) == 200
        assert fault.met == 1
    assert status(realm.jwks_url) == 200
    assert re.fullmatch("fault [0-9]+: status 503, retry_after 7", keycloak.requests[0].reason)


def test_faults_by_count_and_chance(keycloak):
    realm = keycloak.realm("gcore")
    keycloak.fault(endpoint="jwks", status=500, skip=1, times=2)
    assert [status(realm.jwks_url) for _ in range(4)] == [200, 500, 500, 200]
    keycloak.fault(endpoint="discovery", status=500, probability=0.5, seed=4)
    first = [status(realm.discovery_url) for _ in range(20)]
    assert {200, 500} == set(first)


@pytest.mark.parametrize("rule", [{"reset": True}, {"truncate": 10}])
def test_connections_that_break(keycloak, rule):
    keycloak.fault(endpoint="discovery", realm="gcore", **rule)
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        fetch(keycloak.realm("gcore").discovery_url)
    # Noted before the client can ask, and never among the requests of the next test.
    assert [request.path for request in keycloak.requests] == ["/auth/realms/gcore/.well-known/openid-configuration"]


def test_answers_that_are_wrong(keycloak):
    realm = keycloak.realm("gcore")
    keycloak.fault(endpoint="discovery", merge={"issuer": "https://evil.example.org", "jwks_uri": None})
    discovery = fetch(realm.discovery_url)
    assert discovery["issuer"] == "https://evil.example.org"
    assert "jwks_uri" not in discovery
    keycloak.fault(endpoint="jwks", malformed=True)
    with pytest.raises(json.JSONDecodeError):
        fetch(realm.jwks_url)
    keycloak.fault(path="*/userinfo", body={"sub": "x"}, headers={"X-Fault": "yes"})
    assert fetch(realm.userinfo_url) == {"sub": "x"}


def test_an_answer_that_is_late(keycloak):
    keycloak.fault(endpoint="jwks", latency=[0.05, 0.06])
    fetch(keycloak.realm("gcore").jwks_url)
    assert "latency (0.05, 0.06)" in keycloak.requests[0].reason


@pytest.mark.parametrize(
    "rule",
    [{"endpont": "jwks"}, {"endpoint": "nowhere"}, {"latency": [2, 1]}, {"times": -1}, {"probability": 2}, {"status": 99}, {"skip": True}],
)
def test_a_rule_that_cannot_be_is_refused(keycloak, rule):
    with pytest.raises(ValueError, match=next(iter(rule))):
        keycloak.fault(**rule)


# Looking


def test_requests_with_tokens_and_reasons(keycloak):
    realm = keycloak.realm("gcore")
    token = realm.token(**LOGIN)
    with pytest.raises(Exception, match="Invalid user credentials"):
        realm.token(**{**LOGIN, "password": "wrong"})
    good, bad = keycloak.requests
    assert (good.method, good.status, good.client_id, good.parameters["grant_type"]) == ("POST", 200, "gcore", "password")
    assert good.tokens["access_token"]["claims"] == token.claims
    assert good.json["expires_in"] == 3600
    assert (bad.status, bad.json["error"]) == (400, "invalid_grant")
    assert "password" in bad.reason
    assert bad.startswith("POST /auth/realms/gcore/protocol/openid-connect/token 400 ")


# State


def test_snapshots(keycloak):
    def names():
        return {user["username"] for user in keycloak.realm("gcore").users()}

    before = names()
    keycloak.snapshot("before")
    keycloak.add_realm({"realm": "further", "enabled": True})
    keycloak.snapshot("later")
    keycloak.restore("before")
    assert names() == before
    with pytest.raises(LookupError):
        keycloak.realm("further")
    with pytest.raises(LookupError):
        keycloak.restore("later")


def test_a_realm_of_ones_own(keycloak, keycloak_realm):
    assert keycloak_realm.token(client_id="app", client_secret="secret", username="user", password="password").claims["azp"] == "app"
    assert keycloak_realm.name in keycloak_realm.export()
    with pytest.raises(ValueError, match="already exists"):
        keycloak.add_realm(keycloak_realm.export())


def test_a_broken_realm_says_where(keycloak):
    with pytest.raises(ValueError, match=r"realm.yaml:3.*clientz"):
        keycloak.add_realm("realm: shop\nenabled: true\nclientz: {}\n")


def test_keys_change_at_a_chosen_moment(keycloak):
    realm = keycloak.realm("gcore")
    old = realm.mint(**USER, scope="openid")
    kid = realm.rotate_keys()
    assert jwt.get_unverified_header(realm.mint(**USER))["kid"] == kid != jwt.get_unverified_header(old)["kid"]
    assert status(realm.userinfo_url, old) == 200
    realm.rotate_keys(keep=False)
    assert status(realm.userinfo_url, old) == 401
    assert realm.rotate_keys("ES256")


@pytest.mark.parametrize("turn", range(2))
def test_nothing_is_left_for_the_next_test(keycloak, turn):
    assert not keycloak.requests
    assert abs(keycloak.clock.now - time.time()) < 5
    assert status(keycloak.realm("gcore").jwks_url) == 200
    keycloak.clock.freeze(0)
    keycloak.fault(status=500)
    keycloak.snapshot()
    keycloak.realm("gcore").rotate_keys()
