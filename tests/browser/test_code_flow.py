"""The code flow without a browser: PKCE, single use, codes that expire."""

import base64
import hashlib
import html
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import ALICE, SVC

CALLBACK = "https://app.example.org/cb"
APP = {**SVC, "redirectUris": ["https://app.example.org/*"]}


@pytest.fixture
def app(server):
    return server.realm(clients=[APP], users=[ALICE])


def code(realm, **parameters):
    """Logs alice in and returns the code; cookies are handled as a browser on localhost does."""
    query = {"client_id": "svc", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s", **parameters}
    page = realm.http.get("/auth", params=query)
    assert page.status_code == 200, page.headers.get("location", page.text)
    action = html.unescape(re.search(r'id="kc-form-login" action="([^"]+)"', page.text)[1])
    cookies = "; ".join(line.split(";")[0] for line in page.headers.get_list("set-cookie"))
    answer = realm.http.post(action, data={"username": "alice", "password": "wonder"}, headers={"Cookie": cookies})
    assert answer.status_code == 302, answer.text
    sent_back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert sent_back["state"] == ["s"]
    return sent_back["code"][0]


def exchange(realm, text, **form):
    return realm.token(grant_type="authorization_code", code=text, redirect_uri=CALLBACK, **form)


def test_a_code_is_accepted_once_among_many(app):
    text = code(app)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: exchange(app, text).status_code, range(8)))
    assert statuses.count(200) == 1


def test_a_code_expires_and_the_log_says_when(app, server):
    text = code(app)
    server.move_clock(63)
    assert exchange(app, text).json() == {"error": "invalid_grant", "error_description": "Code not valid"}
    assert "code expired 3 s ago; lifespan 60 s" in server.live.requests()[-1]


def test_pkce(app):
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}
    refusals = {
        None: "PKCE code verifier not specified",
        "w" * 43: "PKCE verification failed: Code mismatch",
        "short": "PKCE verification failed: Invalid code verifier",
    }
    for wrong, description in refusals.items():
        form = {} if wrong is None else {"code_verifier": wrong}
        assert exchange(app, code(app, **asked), **form).json()["error_description"] == description
    assert exchange(app, code(app, **asked), code_verifier=verifier).status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example.org/cb",
        "https://app.example.org.evil.org/cb",
        "https://app.example.org/../evil",
        "https://app.example.org@evil.org/cb",
        "javascript:alert(1)",
        "//app.example.org/cb",
        "",
        "https://app.example.org\\@evil.org/",
    ],
)
def test_foreign_redirect_uris_get_the_error_page(app, uri):
    answer = app.http.get("/auth", params={"client_id": "svc", "response_type": "code", "redirect_uri": uri, "scope": "openid"})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "Invalid parameter: redirect_uri" in answer.text


def test_reflected_values_are_escaped(app):
    query = {"client_id": "svc", "response_type": "code", "redirect_uri": CALLBACK, "login_hint": '"><script>alert(1)</script>'}
    page = app.http.get("/auth", params=query)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_login_needs_the_browser_that_began_it(app):
    page = app.http.get("/auth", params={"client_id": "svc", "response_type": "code", "redirect_uri": CALLBACK})
    action = html.unescape(re.search(r'action="([^"]+)"', page.text)[1])
    app.http.cookies.clear()
    answer = app.http.post(action, data={"username": "alice", "password": "wonder"})
    assert answer.status_code == 400
    assert "Restart login cookie not found" in answer.text
