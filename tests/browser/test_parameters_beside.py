"""Parameters beside a request object or a pushed request, and redirect URIs that nobody sent: expected values are a real Keycloak's."""

import base64
import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conftest import SVC

CALLBACK = "https://app.example.org/cb"
SECRET = {"client_id": "app", "client_secret": "s3cret"}
APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK], "implicitFlowEnabled": True}
PLAIN = {"response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "nonce": "n", "prompt": "none"}
SAID = {**PLAIN, "state": "inside", "client_id": "app"}
LOGIN, MISMATCH = "login_required", "Parameter response_type does not match"
NO_TYPE, NO_REDIRECT = "Missing parameter: response_type", "Invalid parameter: redirect_uri"
PAGES = ("Invalid Request", NO_REDIRECT, "invalidRequestMessage", "Missing parameter: nonce", NO_TYPE)
TWICE = [("foo", "a"), ("foo", "b")]


def told(answer):
    """The error's description or name, the state, and where it stands; the text of a page or of JSON."""
    if "location" not in answer.headers:
        return next((line for line in PAGES if line in answer.text), answer.text)
    parts = urlsplit(answer.headers["location"])
    sent = dict(parse_qsl(parts.query or parts.fragment, keep_blank_values=True))
    return sent.get("error_description") or sent["error"], sent.get("state"), "fragment" if parts.fragment else "query"


def sealed(**changes):
    """A request object without a signature."""
    claims = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    return f"eyJhbGciOiJub25lIn0.{base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}."


@pytest.fixture
def realm(server):
    wild = {**APP, "clientId": "wild", "redirectUris": ["https://app.example.org/deep/*"]}
    relative = {**APP, "clientId": "relative", "redirectUris": ["/deep/*"], "rootUrl": "https://app.example.org"}
    return server.realm(clients=[APP, wild, relative, {**wild, "clientId": "two", "redirectUris": [CALLBACK, "https://b.example.org/*"]}])


@pytest.mark.parametrize("beside", [
    ({}, (LOGIN, None, "query")),
    ({"state": "outside"}, (LOGIN, "outside", "query")),
    ({"state": ""}, (LOGIN, "", "query")),
    ({"response_mode": "fragment"}, (LOGIN, None, "fragment")),
    ({"response_mode": "bad"}, ("Invalid parameter: response_mode", None, "query")),
    ({"response_type": "code id_token"}, (MISMATCH, None, "query")),
    ({"response_type": ""}, (MISMATCH, None, "query")),
    ({"redirect_uri": "https://evil.example.org/", "scope": "openid email"}, (LOGIN, None, "query")),
    ({"max_age": "x"}, "Invalid Request"),
    ({"request": "x.y.z"}, "Invalid Request"),
])  # fmt: skip
def test_beside_a_pushed_request(realm, beside):
    """What was pushed wins, what was not pushed counts."""
    outside, expected = beside
    assert told(pushed(realm, PLAIN, outside)) == expected


def pushed(realm, form, outside):
    answer = realm.http.post("/ext/par/request", data={**SECRET, **form})
    if answer.status_code != 201:
        return answer
    query = [("client_id", "app"), ("request_uri", answer.json()["request_uri"])]
    return realm.http.get("/auth", params=query + (outside if isinstance(outside, list) else list(outside.items())))


def test_beside_a_pushed_request_object(realm):
    """Only the type of the response counts, where the object has none."""
    inside, nothing = (LOGIN, "inside", "query"), (LOGIN, None, "query")
    for form, outside, expected in (
        ({"request": sealed()}, {}, inside),
        ({"request": sealed(state=None)}, {"state": "outside"}, nothing),
        ({"request": sealed(state=None), "state": "pushed"}, {}, nothing),
        ({"request": sealed(), "response_mode": "bad"}, {"response_mode": "bad"}, inside),
        ({"request": sealed(), "response_type": "code id_token"}, {"response_type": "code id_token"}, inside),
        ({"request": sealed(scope=None), "scope": "nope"}, {"scope": "openid"}, inside),
        ({"request": sealed(response_type=None), "response_type": "code"}, {}, (NO_TYPE, "inside", "query")),
        ({"request": sealed(response_type=None), "response_type": "code"}, {"response_type": "code"}, inside),
        ({"request": sealed(response_type=None)}, {"response_type": "code"}, NO_TYPE),
        ({"request": sealed(redirect_uri=None), "redirect_uri": CALLBACK}, {}, NO_REDIRECT),
        ({"request": sealed(nonce=None, response_type="code id_token"), "nonce": "n"}, {}, "Missing parameter: nonce"),
        ({"request": sealed(request_uri="urn:x")}, {}, "invalidRequestMessage"),
        ({"request": sealed(), "max_age": "x"}, {}, "invalidRequestMessage"),
        ({"request": sealed()}, {"max_age": "x"}, "Invalid Request"),
        ({"request": sealed()}, {"request": "x.y.z"}, "Invalid Request"),
        ({"request": sealed()}, TWICE, (NO_TYPE, None, "query")),
        (PLAIN, [*TWICE, ("state", "outside")], (NO_TYPE, "outside", "query")),
        (PLAIN, [*TWICE, ("response_type", "code")], ("duplicated parameter", None, "query")),
    ):
        assert told(pushed(realm, form, outside)) == expected, (form, outside)


def test_beside_a_request_object(realm):
    """What stands beside it counts where it says nothing, unless that is OpenID Connect without a type of the response."""
    inside = (LOGIN, "inside", "query")
    for changes, outside, expected in (
        ({"state": None}, {"state": "outside"}, (LOGIN, "outside", "query")),
        ({}, {"scope": "email"}, inside),
        ({}, {"scope": "openid"}, NO_REDIRECT),
        ({"scope": None}, {"scope": "openid"}, NO_REDIRECT),
        ({}, {"scope": "openid", "redirect_uri": CALLBACK}, (NO_TYPE, None, "query")),
        ({}, {"scope": "openid", "response_type": "code"}, inside),
        ({}, {"scope": "openid", "redirect_uri": CALLBACK, "response_type": "code"}, inside),
        ({}, {"scope": "openid", "redirect_uri": "https://evil.example.org/", "response_type": "code"}, inside),
        ({}, {"scope": "openid", "redirect_uri": CALLBACK, "response_type": "bad"}, (MISMATCH, "inside", "query")),
        ({"request_uri": ""}, {}, "Invalid Request"),
        ({"request": "x"}, {}, inside),
        ({}, TWICE, (NO_TYPE, None, "query")),
    ):  # fmt: skip
        query = [("client_id", "app"), ("request", sealed(**changes))]
        answer = realm.http.get("/auth", params=query + (outside if isinstance(outside, list) else list(outside.items())))
        assert told(answer) == expected, (changes, outside)


def test_the_only_redirect_uri_stands_for_one_that_was_not_sent(realm):
    """Up to its wildcard, and without the client's root URL; OpenID Connect needs one that is sent."""
    here = str(realm.http.base_url.copy_with(path="/deep"))
    for client, expected in (("app", CALLBACK), ("wild", "https://app.example.org/deep"), ("relative", here), ("two", "")):
        answer = realm.http.get("/auth", params={"client_id": client, "response_type": "code", "prompt": "none"})
        assert answer.headers.get("location", "").partition("?")[0] == expected, client
    assert NO_REDIRECT in realm.http.get("/auth", params={"client_id": "wild", "response_type": "code", "scope": "openid"}).text
