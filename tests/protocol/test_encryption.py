"""Keys that a client publishes at a URL are fetched when something is encrypted for it; answers are those of Keycloak 26.7.4."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from tests import wire
from tests.conftest import ALICE

ALGORITHMS = ["RSA-OAEP", "A128CBC-HS256"]
CALLBACK = "http://app/cb"
UNKNOWN = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, {"use": "enc", "kid": "e1", "alg": "RSA-OAEP"})


def client(prefix, url):
    attributes = {"use.jwks.url": "true", "jwks.url": url, f"{prefix}.alg": "RSA-OAEP", f"{prefix}.enc": "A128CBC-HS256"}
    return {
        "clientId": "app", "secret": "s", "directAccessGrantsEnabled": True, "redirectUris": [CALLBACK], "attributes": attributes,
    }  # fmt: skip


@pytest.fixture
def published(httpserver, key):
    """The URL of a key set with the client's key, and how often it was asked for."""

    def answer(request):
        from werkzeug import Response

        asked.append(request.path)
        return Response(json.dumps({"keys": [key.as_dict(private=False)]}), content_type="application/json")

    asked = []
    httpserver.expect_request("/keys").respond_with_handler(answer)
    httpserver.expect_request("/broken").respond_with_data("no", status=500)
    return httpserver.url_for("/keys"), asked


def tokens(realm):
    form = {"grant_type": "password", "client_id": "app", "client_secret": "s", "username": "alice", "password": "wonder"}
    return realm.post("/token", scope="openid", **form)


def test_an_id_token(server, published, key):
    url, asked = published
    realm = server.realm(clients=[client("id.token.encrypted.response", url)], users=[ALICE])
    for _ in range(2):
        answer = tokens(realm)
        assert answer.status_code == 200, answer.text
        assert jwe.decrypt_compact(answer.json()["id_token"], key, algorithms=ALGORITHMS).headers()["kid"] == "e1"
    assert len(asked) == 1


def test_userinfo(server, published, key):
    url, asked = published
    realm = server.realm(clients=[client("user.info.encrypted.response", url)], users=[ALICE], eventsEnabled=True)
    answer = realm.userinfo(tokens(realm).json()["access_token"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jwt")
    assert json.loads(jwe.decrypt_compact(answer.text, key, algorithms=ALGORITHMS).plaintext)["preferred_username"] == "alice"
    assert len(asked) == 1


def authorize(realm):
    query = {"client_id": "app", "redirect_uri": CALLBACK, "response_type": "foo", "response_mode": "jwt", "state": "x"}
    return realm.http.get("/auth", params=query)


def test_an_authorization_response(server, published, key):
    url, asked = published
    realm = server.realm(clients=[client("authorization.encrypted.response", url)])
    answer = authorize(realm)
    text = parse_qs(urlsplit(answer.headers["location"]).query)["response"][0]
    assert jwe.decrypt_compact(text, key, algorithms=ALGORITHMS).headers()["kid"] == "e1"
    assert len(asked) == 1


def test_an_authorization_response_without_an_encryption_is_signed(server, published):
    """As observed: here, unlike for tokens, Keycloak has no usual content encryption."""
    url, asked = published
    app = client("authorization.encrypted.response", url)
    del app["attributes"]["authorization.encrypted.response.enc"]
    answer = authorize(server.realm(clients=[app]))
    assert parse_qs(urlsplit(answer.headers["location"]).query)["response"][0].count(".") == 2
    assert asked == []


def test_a_set_that_cannot_be_fetched_is_asked_for_each_time(server, httpserver, published):
    """As observed: only what was fetched is kept. Keycloak answers 500, which is 400 here."""
    realm = server.realm(clients=[client("id.token.encrypted.response", httpserver.url_for("/broken"))], users=[ALICE])
    for _ in range(2):
        answer = tokens(realm)
        assert (answer.status_code, answer.json()) == (400, UNKNOWN)
    assert [request.path for request, _ in httpserver.log] == ["/broken"] * 2


@pytest.mark.parametrize("place", ["/broken", "/none"])
def test_userinfo_and_authorization_responses_without_a_set(server, httpserver, published, place):
    url = httpserver.url_for(place)
    realm = server.realm(clients=[client("user.info.encrypted.response", url)], users=[ALICE])
    answer = realm.userinfo(tokens(realm).json()["access_token"])
    assert (answer.status_code, answer.text, answer.headers["www-authenticate"]) == (400, "", 'Bearer realm="test"')
    answer = authorize(server.realm("other", clients=[client("authorization.encrypted.response", url)]))
    assert (answer.status_code, answer.json()) == (400, UNKNOWN)


@pytest.mark.parametrize("member", ["alg", "use"])
def test_a_key_has_to_say_what_it_is_for(server, httpserver, key, member):
    public = {name: value for name, value in key.as_dict(private=False).items() if name != member}
    httpserver.expect_request(f"/{member}").respond_with_json({"keys": [public]})
    realm = server.realm(clients=[client("id.token.encrypted.response", httpserver.url_for(f"/{member}"))], users=[ALICE])
    assert tokens(realm).status_code == 400


@pytest.mark.parametrize("kinds", ["EC, RSA", "EC", "RSA to sign"])
def test_the_first_key_without_a_name_counts_whatever_it_is(server, key, kinds):
    """As observed: Keycloak answers 500, which is 400 here."""
    curve = ECKey.generate_key("P-256", {"use": "enc"}).as_dict(private=False, kid=None)
    nameless = {name: value for name, value in key.as_dict(private=False).items() if name not in ("kid", "alg")}
    sets = {"EC, RSA": [curve, nameless], "EC": [curve], "RSA to sign": [{**nameless, "use": "sig"}]}
    app = client("id.token.encrypted.response", "")
    app["attributes"] |= {"use.jwks.url": "false", "use.jwks.string": "true", "jwks.string": json.dumps({"keys": sets[kinds]})}
    assert tokens(server.realm(clients=[app], users=[ALICE])).json() == UNKNOWN


def test_a_set_without_a_fitting_key_is_asked_for_once(server, httpserver):
    signs = RSAKey.generate_key(2048, {"use": "sig", "kid": "s1", "alg": "RS256"})
    httpserver.expect_request("/sig").respond_with_json({"keys": [signs.as_dict(private=False)]})
    realm = server.realm(clients=[client("id.token.encrypted.response", httpserver.url_for("/sig"))], users=[ALICE])
    assert [tokens(realm).status_code for _ in range(2)] == [400, 400]
    assert len(httpserver.log) == 1
    server.move_clock(11)
    tokens(realm)
    assert len(httpserver.log) == 2


def test_nobody_is_asked_before_who_asks_is_known(server, httpserver, published):
    url, asked = published
    realm = server.realm(clients=[client("id.token.encrypted.response", url)], users=[ALICE])
    form = {"grant_type": "password", "client_id": "app", "client_secret": "wrong", "username": "alice", "password": "wonder"}
    assert wire.post(f"{realm.issuer}/protocol/openid-connect/token", data={**form, "scope": "openid"}).status_code == 401
    assert asked == []


def test_what_is_kept_stays_while_the_set_cannot_be_fetched(server, httpserver):
    """private_key_jwt, whose refusal says what went wrong."""
    import time
    import uuid

    from joserfc import jwt

    old, new = (RSAKey.generate_key(2048, {"use": "sig", "kid": kid, "alg": "RS256"}) for kid in ("old", "new"))
    answer = {"status": 200, "keys": [old]}

    def respond(request):
        from werkzeug import Response

        return Response(json.dumps({"keys": [one.as_dict(private=False) for one in answer["keys"]]}), status=answer["status"])

    httpserver.expect_request("/turning").respond_with_handler(respond)
    attributes = {"use.jwks.url": "true", "jwks.url": httpserver.url_for("/turning")}
    app = {"clientId": "app", "clientAuthenticatorType": "client-jwt", "serviceAccountsEnabled": True, "attributes": attributes}
    realm = server.realm(clients=[app])
    moved = 0

    def ask(key):
        now = int(time.time()) + moved
        claims = {"iss": "app", "sub": "app", "aud": realm.issuer, "iat": now, "exp": now + 30, "jti": str(uuid.uuid4())}
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        form = {"client_assertion_type": kind, "client_assertion": jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)}
        said = realm.post("/token", grant_type="client_credentials", **form)
        return said.status_code, said.json().get("error_description", ""), len(httpserver.log)

    assert ask(old) == (200, "", 1)
    answer["status"] = 500
    assert ask(new) == (400, "Unable to load public key", 1), "not so soon after the last time"
    moved = 11
    server.move_clock(moved)
    for count in (2, 3):
        status, said, asked = ask(new)
        assert (status, asked) == (400, count)
        assert said.startswith("Client authentication with signed JWT failed: Error when loading public keys: ")
    assert ask(old) == (200, "", 3)
    answer.update(status=200, keys=[new])
    assert ask(new) == (200, "", 4)
    assert ask(old) == (400, "Unable to load public key", 4)
