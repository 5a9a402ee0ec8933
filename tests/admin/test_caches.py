"""Emptying caches, as ``kcadm.sh create clear-realm-cache`` does. Answers and events are those of Keycloak 26.7.4."""

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.conftest import ALICE, SVC

CACHES = ("clear-realm-cache", "clear-user-cache", "clear-keys-cache", "clear-crl-cache")


def test_they_answer_and_leave_an_event(server, admin):
    server.realm(adminEventsEnabled=True)
    for cache in CACHES:
        answer = admin.post(f"/{cache}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "cache-control" not in answer.headers
        assert admin.get(f"/{cache}").status_code == 405
    events = [(one["operationType"], one["resourceType"], one["resourcePath"]) for one in admin.get("/admin-events").json()]
    assert sorted(events) == sorted(("ACTION", "REALM", cache) for cache in CACHES)
    assert admin.post("/clear-x-cache").status_code == 404


def test_they_need_manage_realm(server, admin):
    roles = {"realm-management": ["manage-users"]}
    realm = server.realm(clients=[SVC], users=[{**ALICE, "clientRoles": roles}])
    bearer = {"Authorization": f"Bearer {realm.login()['access_token']}"}
    for cache in CACHES:
        assert admin.post(f"/{cache}", headers=bearer).status_code == 403


def test_keys_are_fetched_again(server, admin, httpserver):
    """A client changes its keys but not their name: only an emptied cache lets the new one in at once."""
    url = httpserver.url_for("/jwks")
    attributes = {"use.jwks.url": "true", "jwks.url": url, "token.endpoint.auth.signing.alg": "RS256"}
    client = {"clientId": "jwt", "serviceAccountsEnabled": True, "clientAuthenticatorType": "client-jwt", "attributes": attributes}
    realm = server.realm(clients=[client])
    old, new = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    counter = iter(range(100))

    def ask(key):
        now = int(server.live.emulator.clock.now())
        claims = {"iss": "jwt", "sub": "jwt", "aud": realm.issuer, "jti": str(next(counter)), "iat": now, "exp": now + 60}
        signed = jwt.encode(claims, key, "RS256", headers={"kid": "k"})
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return realm.post("/token", grant_type="client_credentials", client_assertion_type=kind, client_assertion=signed).status_code

    def publish(key):
        httpserver.clear()
        public = {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "k", "use": "sig", "alg": "RS256"}
        public.pop("key_ops", None)
        httpserver.expect_request("/jwks").respond_with_json({"keys": [public]})

    publish(old)
    assert ask(old) == 200
    publish(new)
    assert ask(new) == 400
    assert admin.post("/clear-keys-cache").status_code == 204
    assert ask(new) == 200
