"""What executors do that a recording does not show: asking others, another level, pushed request objects. Answers are Keycloak's."""

import json

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.conftest import ALICE, SVC
from tests.support import listener

CALLBACK = "https://app.example.org/cb"
APP = {**SVC, "clientId": "app", "standardFlowEnabled": True, "redirectUris": [CALLBACK]}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
ASKED = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}


def realm_with(server, executor, configuration, **client):
    profile = {"name": "p", "executors": [{"executor": executor, "configuration": configuration}]}
    policy = {"name": "q", "enabled": True, "profiles": ["p"], "conditions": [{"condition": "any-client", "configuration": {}}]}
    return server.realm(
        clients=[{**APP, **client}], users=[ALICE], clientProfiles={"profiles": [profile]}, clientPolicies={"policies": [policy]}
    )


def told(answer):
    """What an authorization request is answered: an error and its description, or the status of a page."""
    query = httpx.URL(answer.headers.get("location", "http://x/")).params
    return query.get("error_description") or answer.status_code


@pytest.mark.parametrize(("status", "body", "expected"), [
    (200, {"is_bound": True}, 200),
    (200, {"is_bound": False}, "The intent is not bound with the client"),
    (200, "no JSON", "checking intent bound with client failed"),
])  # fmt: skip
def test_an_intent_is_asked_about_elsewhere(server, status, body, expected):
    came = []

    def answer(request):
        came.append(json.loads(request.body))
        return status, body if isinstance(body, str) else json.dumps(body)

    with listener(answer) as url:
        realm = realm_with(server, "intent-client-bind-checker", {"intent-client-bind-check-endpoint": url, "intent-name": "intent"})
        asked = {**ASKED, "claims": '{"id_token":{"intent":{"essential":true,"value":"i1"}}}'}
        assert told(realm.http.get("/auth", params=asked)) == expected
    assert came == [{"intent_id": "i1", "client_id": "app"}]


def test_pushed_request_objects(server):
    key = RSAKey.generate_key(2048, parameters={"kid": "k1"})
    attributes = {
        "use.jwks.string": "true",
        "jwks.string": json.dumps({"keys": [{**key.as_dict(private=False), "use": "sig", "kid": "k1"}]}),
    }
    realm = realm_with(server, "secure-request-object", {"verify-nbf": True, "available-period": 3600}, attributes=attributes)
    now, issuer = int(server.live.emulator.clock.seconds()), str(realm.http.get("/certs").url.copy_with(path="/realms/test"))
    usual = {**ASKED, "aud": issuer, "exp": now + 300, "nbf": now - 5, "iat": now - 5}
    for change, expected in (
        ({}, 302),
        ({"exp": None}, "Missing parameter in the 'request' object: exp"),
        ({"aud": "x"}, "Invalid parameter in the 'request' object: aud"),
        ({"nbf": None}, "Missing parameter in the 'request' object: nbf"),
        ({"exp": now + 7200}, "Request's available period is long"),
    ):
        said = {name: value for name, value in {**usual, **change}.items() if value is not None}
        pushed = realm.http.post("/ext/par/request", data={**SECRET, "request": jwt.encode({"alg": "RS256", "kid": "k1"}, said, key)})
        answer = realm.http.get("/auth", params={"client_id": "app", "request_uri": pushed.json()["request_uri"]})
        assert told(answer) == expected, change
    unlike = "Invalid parameter. Parameters in 'request' object not matching with request parameters"
    for less, beside, expected in (
        ("state", {"state": "outside"}, unlike),
        ("scope", {"scope": "openid"}, unlike),
        ("", {"login_hint": "x"}, unlike),
        ("", {"client_secret": "x"}, unlike),
        ("", {"scope": "openid", "state": "s"}, 302),
        ("", {"foo": "x", "kc_locale": "de", "display": "page", "id_token_hint": "x"}, 302),
    ):
        said = {name: value for name, value in usual.items() if name != less}
        text = jwt.encode({"alg": "RS256", "kid": "k1"}, said, key)
        name = realm.http.post("/ext/par/request", data={**SECRET, "request": text}).json()["request_uri"]
        assert told(realm.http.get("/auth", params={"client_id": "app", "request_uri": name, **beside})) == expected, beside
    text = jwt.encode({"alg": "RS256", "kid": "k1"}, usual, key)
    assert told(realm.http.get("/auth", params={"client_id": "app", "request": text, "foo": "x", "kc_locale": "de"})) == 200
    plain = realm.http.post("/ext/par/request", data={**SECRET, **ASKED}).json()["request_uri"]
    assert (
        told(realm.http.get("/auth", params={"client_id": "app", "request_uri": plain}))
        == "Invalid parameter: : 'request' or 'request_uri'"
    )


def test_a_request_without_a_redirect_uri_is_not_foreseen(server):
    """Keycloak answers 500, which is 400 here; a browser gets a page."""
    realm = realm_with(server, "secure-redirect-uris-enforcer", {})
    asked = {name: value for name, value in ASKED.items() if name != "redirect_uri"}
    answer = realm.http.get("/auth", params=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")
    assert "An internal server error has occurred" in realm.http.get("/auth", params=asked, headers={"Accept": "text/html"}).text


def test_a_pushed_request_that_expired_is_not_found(server):
    realm = realm_with(server, "secure-par-content", {})
    name = realm.post("/ext/par/request", **SECRET, **{key: value for key, value in ASKED.items() if key != "client_id"}).json()[
        "request_uri"
    ]
    server.move_clock(61)
    answer = realm.http.get("/auth", params={"client_id": "app", "request_uri": name})
    assert (answer.status_code, "PAR not found, not issued or used multiple times." in answer.text) == (400, True)
