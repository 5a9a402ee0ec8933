"""Tokens over HTTP: what the recordings cannot show, because it takes time, signatures or many tries."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from tests.conftest import ALICE, SELF, SVC
from tests.support import claims


@pytest.mark.parametrize(
    "algorithm",
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"],
)
def test_every_signature_verifies_against_the_jwks(server, algorithm):
    realm = server.realm(defaultSignatureAlgorithm=algorithm, clients=[SVC], users=[ALICE])
    token = realm.login(scope="openid")
    keys = jwt.PyJWKClient(f"{realm.issuer}/protocol/openid-connect/certs")
    key = keys.get_signing_key_from_jwt(token["access_token"])
    decoded = jwt.decode(token["access_token"], key.key, [algorithm], issuer=realm.issuer, options={"verify_aud": False})
    assert decoded["azp"] == "svc"
    identity = jwt.decode(token["id_token"], key.key, [algorithm], audience="svc")
    digest = {"256": hashlib.sha256, "384": hashlib.sha384}.get(algorithm[2:], hashlib.sha512)(token["access_token"].encode()).digest()
    expected = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    assert identity["at_hash"] == expected


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_symmetric_signatures_are_introspected(server, algorithm):
    realm = server.realm(defaultSignatureAlgorithm=algorithm, clients=[{**SVC, "protocolMappers": [SELF]}], users=[ALICE])
    token = realm.login()["access_token"]
    assert jwt.get_unverified_header(token)["alg"] == algorithm
    assert realm.introspect(token)["active"] is True


@pytest.mark.parametrize(("realm", "client"), [({"accessTokenLifespan": -1}, {}), ({}, {"access.token.lifespan": "-1"})])
def test_an_access_token_without_a_lifespan_lives_as_long_as_a_session(server, realm, client):
    realm = server.realm(
        ssoSessionMaxLifespan=1000, clients=[{**SVC, "attributes": client}], users=[{**ALICE, "realmRoles": ["offline_access"]}], **realm
    )
    assert realm.login(scope="openid offline_access")["expires_in"] == 1000
    assert realm.login(scope="openid")["expires_in"] == 1000


def test_an_access_token_expires(realm, server):
    token = realm.login(scope="openid")["access_token"]
    assert realm.userinfo(token).status_code == 200
    server.move_clock(301)
    assert realm.introspect(token) == {"active": False}
    refusal = realm.userinfo(token)
    assert (refusal.status_code, refusal.headers["www-authenticate"].split(", ")[1]) == (401, 'error="invalid_token"')


def test_a_session_ends_when_it_was_idle_too_long(realm, server):
    token = realm.login()
    server.move_clock(1800 + 121)
    refusal = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert refusal.json() == {"error": "invalid_grant", "error_description": "Token is not active"}


def test_refreshing_keeps_a_session_until_its_maximum(realm, server):
    token = realm.login()
    for _ in range(36000 // 1700):
        server.move_clock(1700)
        token = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"]).json()
        assert "access_token" in token, token
    assert token["refresh_expires_in"] <= 300
    server.move_clock(1700)
    refusal = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert refusal.status_code == 400


def test_an_offline_token_outlives_the_session(server):
    realm = server.realm(clients=[SVC], users=[{**ALICE, "realmRoles": ["offline_access"]}])
    token = realm.login(scope="offline_access")
    assert claims(token["refresh_token"])["typ"] == "Offline"
    server.move_clock(40000)
    again = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert claims(again.json()["access_token"])["jti"].startswith("ofrtrt:")


def test_offline_access_needs_the_role(server):
    realm = server.realm(clients=[SVC], users=[ALICE])
    refusal = realm.token(grant_type="password", username="alice", password="wonder", scope="offline_access")
    assert refusal.json() == {"error": "not_allowed", "error_description": "Offline tokens not allowed for the user or client"}


def test_one_of_many_uses_of_a_rotated_token_is_accepted(server):
    realm = server.realm(revokeRefreshToken=True, refreshTokenMaxReuse=0, clients=[SVC], users=[ALICE])
    token = realm.login()["refresh_token"]
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda _: realm.token(grant_type="refresh_token", refresh_token=token).status_code, range(16)))
    assert codes.count(200) == 1


def test_many_tokens_at_once_are_all_different_and_all_signed(realm):
    with ThreadPoolExecutor(16) as pool:
        tokens = list(pool.map(lambda _: realm.token(grant_type="client_credentials").json()["access_token"], range(64)))
    assert len({claims(token)["jti"] for token in tokens}) == 64
    assert all(realm.introspect(token)["active"] for token in tokens[:8])


def test_opaque_tokens_that_never_expire_end_when_they_are_revoked(server):
    attributes = {"access.token.format": "opaque", "access.token.expiration": "never"}
    realm = server.realm(clients=[{**SVC, "protocolMappers": [SELF], "attributes": attributes}], users=[ALICE])
    token = realm.login(scope="openid")
    access = token["access_token"]
    assert "." not in access
    assert "expires_in" not in token
    server.move_clock(10 * 365 * 86400)
    assert realm.introspect(access)["active"] is True
    assert realm.userinfo(access).json()["preferred_username"] == "alice"
    assert realm.post("/revoke", client_id="svc", client_secret="s3cret", token=access).status_code == 200
    assert realm.introspect(access) == {"active": False}
    assert realm.userinfo(access).status_code == 401
    refusal = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert refusal.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
def test_revoking_an_opaque_token_ends_the_refresh_tokens_of_its_client_alone(server, scope):
    opaque = {**SVC, "protocolMappers": [SELF], "attributes": {"access.token.format": "opaque"}}
    realm = server.realm(clients=[opaque, {**opaque, "clientId": "other"}], users=[{**ALICE, "realmRoles": ["offline_access"]}])
    first = realm.login(scope=scope)
    renewed = realm.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    login = {"grant_type": "password", "username": "alice", "password": "wonder", "scope": scope}
    others = realm.post("/token", client_id="other", client_secret="s3cret", **login).json()
    assert realm.post("/revoke", client_id="svc", client_secret="s3cret", token=renewed["access_token"]).status_code == 200
    for token in (first, renewed):
        assert realm.introspect(token["access_token"]) == {"active": False}
        refused = realm.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    again = realm.post(
        "/token", client_id="other", client_secret="s3cret", grant_type="refresh_token", refresh_token=others["refresh_token"]
    )
    assert again.status_code == 200


def test_opaque_tokens_can_expire(server):
    realm = server.realm(
        clients=[{**SVC, "protocolMappers": [SELF], "attributes": {"access.token.format": "opaque", "access.token.lifespan": "60"}}],
        users=[ALICE],
    )
    token = realm.login()
    assert token["expires_in"] == 60
    server.move_clock(61)
    assert realm.introspect(token["access_token"]) == {"active": False}


def test_two_failures_in_a_row_lock_a_protected_user(server):
    realm = server.realm(bruteForceProtected=True, clients=[SVC], users=[ALICE])
    for _ in range(2):
        realm.token(grant_type="password", username="alice", password="wrong")
    locked = realm.token(grant_type="password", username="alice", password="wonder")
    assert locked.json() == {"error": "invalid_grant", "error_description": "Invalid user credentials"}
    server.move_clock(61)
    assert realm.token(grant_type="password", username="alice", password="wonder").status_code == 200


def test_the_issuer_follows_path_and_host(realm):
    from tests import wire

    for prefix in ("", "/auth"):
        url = f"{realm.server.url}{prefix}/realms/test/.well-known/openid-configuration"
        assert wire.get(url).json()["issuer"] == f"{realm.server.url}{prefix}/realms/test"
        assert wire.get(url, headers={"Host": "idp.test:99"}).json()["issuer"] == f"http://idp.test:99{prefix}/realms/test"


def test_a_token_of_one_path_is_not_accepted_on_the_other(realm):
    from tests import wire

    token = realm.login(scope="openid")["access_token"]
    url = f"{realm.server.url}/auth/realms/test/protocol/openid-connect/userinfo"
    assert wire.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_keys_of_a_passive_provider_verify_but_do_not_sign(server):
    keys = "org.keycloak.keys.KeyProvider"
    provider = {"name": "old", "providerId": "rsa-generated", "config": {"priority": ["1"], "active": ["true"]}}
    realm = server.realm(clients=[{**SVC, "protocolMappers": [SELF]}], users=[ALICE], components={keys: [provider]})
    old = realm.login()["access_token"]
    emulator = server.live.emulator

    def rotate():
        tables = emulator.store.realm("test")
        component = tables.components.many("type", keys)[0]
        tables.components.put(component["id"], {**component, "config": {**component["config"], "active": ["false"]}})
        tables.components.put("new", {**component, "id": "new", "name": "new"})

    server.live.call(rotate)
    new = realm.login()["access_token"]
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert realm.introspect(old)["active"] is True
    assert len(realm.http.get("/certs").json()["keys"]) == 2

    def remove():
        tables = emulator.store.realm("test")
        for component in tables.components.many("type", keys):
            if component["config"].get("active") == ["false"]:
                tables.components.delete(component["id"])

    server.live.call(remove)
    assert realm.introspect(old)["active"] is False
    assert realm.introspect(new)["active"] is True


def test_a_form_names_client_and_secret_before_the_header(realm):
    wrong, invalid = ("unauthorized_client", 401), ("invalid_client", 401)
    for form, expected in (
        ({}, None),
        ({"client_id": "svc"}, None),
        ({"client_secret": "s3cret"}, None),
        ({"client_id": "other"}, None),
        ({"client_id": ""}, invalid),
        ({"client_id": "", "client_secret": "s3cret"}, invalid),
        ({"client_id": "nobody"}, invalid),
        ({"client_secret": ""}, wrong),
        ({"client_id": "svc", "client_secret": "no"}, wrong),
    ):
        answer = realm.http.post("/token", data={"grant_type": "client_credentials", **form}, auth=("svc", "s3cret"))
        got = (answer.json()["error"], answer.status_code) if "error" in answer.json() else None
        assert got == expected, form
        if expected is None:
            assert claims(answer.json()["access_token"])["azp"] == form.get("client_id", "svc")


def test_a_refresh_brings_no_openid_to_a_token_without(realm):
    for first, asked, scope in (
        (None, "openid", "email profile"),
        ("profile", "openid email", "email profile"),
        ("openid", "openid", "email openid profile"),
        ("openid", "email", "email profile"),
    ):
        form = {"grant_type": "password", "username": "alice", "password": "wonder", **({"scope": first} if first else {})}
        token = realm.http.post("/token", data=form, auth=("svc", "s3cret")).json()
        again = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], "scope": asked}
        answer = realm.http.post("/token", data=again, auth=("svc", "s3cret")).json()
        assert " ".join(sorted(answer["scope"].split())) == scope, (first, asked)
        assert ("id_token" in answer) is (first == "openid")


def test_an_empty_token_is_one(realm):
    for form, told in (({"access_token": ""}, ', error="invalid_token", error_description="Token verification failed"'), ({}, "")):
        answer = realm.http.post("/userinfo", data=form)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, f'Bearer realm="{realm.name}"{told}')


def test_answers_without_a_body_to_json_are_framed(realm):
    for media, framed in ((None, False), ("application/json;charset=latin1", True), ("application/xml", True), ("text/html", False)):
        headers = {"Content-Type": media} if media else {}
        answer = realm.http.get(f"{realm.issuer}/clients/account/redirect", headers=headers)
        assert (answer.status_code, "x-frame-options" in answer.headers) == (303, framed), media
