"""How the profile of a social provider is read: expected values are a real Keycloak's, which asked the same listener as GitHub."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.broker.test_upstreams import people
from tests.conftest import SVC
from tests.login.browser import CALLBACK, Browser
from tests.support import listener

APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}
EMAILS = [{"email": "second@x.test", "primary": False}, {"email": "first@x.test", "primary": True}]


@pytest.fixture
def github(server):
    seen, profile = [], {}

    def answer(request):
        seen.append((request.method, request.path, request.headers["Authorization"], dict(parse_qsl(request.body.decode()))))
        if request.path.endswith("/access_token"):
            return 200, json.dumps({"access_token": "theirs", "token_type": "bearer"})
        return 200, json.dumps(EMAILS if request.path.endswith("/emails") else profile)

    with listener(answer) as url:
        config = {"clientId": "here", "clientSecret": "known", "baseUrl": url, "apiUrl": f"{url}/api"}
        provider = {"alias": "github", "providerId": "github", "enabled": True, "config": config}
        browser = Browser(server.realm(clients=[APP], identityProviders=[provider]))

        def come_back(**members):
            profile.update(members)
            browser.ask(kc_idp_hint="github").follow()
            assert browser.location.startswith(f"{url}/login/oauth/authorize?scope=user%3Aemail&")
            state = dict(parse_qsl(urlsplit(browser.location).query))["state"]
            return browser.get("broker/github/endpoint", state=state, code="c").follow()

        yield come_back, seen
        browser.http.close()


@pytest.mark.parametrize(
    ("profile", "username", "first", "last", "link"),
    [
        ({"id": 77, "login": "octo", "name": "Octo Van Cat"}, "octo", "Octo Van", "Cat", "octo"),
        ({"id": 77, "login": "octo", "name": "Octo  Cat "}, "octo", "Octo ", "Cat", "octo"),
        ({"id": "77", "name": "O C"}, "github.77", "O", "C", ""),
    ],
)
def test_a_profile(github, profile, username, first, last, link):
    come_back, seen = github
    browser = come_back(email="o@x.test", **profile)
    assert browser.sent["code"]
    [user] = people(browser)
    assert (user["username"], user["email"], user["firstName"], user["lastName"]) == (username, "o@x.test", first, last)
    assert (user["federatedIdentities"][0]["userId"], user["federatedIdentities"][0]["userName"]) == ("77", link)
    assert [(method, path, token) for method, path, token, _ in seen] == [
        ("POST", "/login/oauth/access_token", None),
        ("GET", "/api/user", "Bearer theirs"),
    ]
    assert seen[0][3]["client_secret"] == "known"


def test_an_address_that_is_not_shown_is_asked_for(github):
    come_back, seen = github
    browser = come_back(id=77, login="Octo", email=None, name="Octo")
    assert browser.title == "Update Account Information"
    assert all(f'value="{value}"' in browser.page.text for value in ("octo", "first@x.test", "Octo"))
    assert seen[-1][1] == "/api/user/emails"


def test_a_profile_without_an_id_logs_nobody_in(github):
    come_back, _ = github
    assert come_back(login="octo", email="o@x.test").page.status_code == 502


@pytest.mark.parametrize(
    ("tokens", "content_type", "status"),
    [
        (json.dumps({"access_token": "theirs"}), "application/json;charset=utf-8", 302),
        ("expires_in=5&access_token=theirs", "application/json", 302),
        (json.dumps({"error": "no"}), "application/json", 502),
        ("{", "application/json", 502),
        (json.dumps({"access_token": "theirs"}), "application/hal+json", 502),
        (json.dumps({"access_token": "theirs"}), "", 502),
    ],
)
def test_what_a_provider_without_openid_answers(server, tokens, content_type, status):
    def answer(request):
        if request.path == "/token":
            return 200, tokens
        assert request.headers["Authorization"] == "Bearer theirs"
        return 200, json.dumps({"sub": 7, "login": True, "names": [{"v": "octo"}], "email": "o@x.test", "name": "O C"}), content_type

    with listener(answer) as url:
        config = {
            "clientId": "here", "clientSecret": "known", "authorizationUrl": f"{url}/auth", "tokenUrl": f"{url}/token",
            "userInfoUrl": f"{url}/user", "userNameClaim": "names[0].v",
        }  # fmt: skip
        provider = {"alias": "up", "providerId": "oauth2", "enabled": True, "config": config}
        browser = Browser(server.realm(clients=[APP], identityProviders=[provider]))
        browser.ask(kc_idp_hint="up").follow()
        state = dict(parse_qsl(urlsplit(browser.location).query))["state"]
        browser.get("broker/up/endpoint", state=state, code="c").follow()
        assert browser.page.status_code == status
        users = [(user["username"], user["federatedIdentities"][0]["userId"], user["lastName"]) for user in people(browser)]
        assert users == ([("octo", "7", "C")] if status == 302 else [])
        browser.http.close()
