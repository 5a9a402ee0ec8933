"""Logout by a browser: RP-initiated, front-channel and back-channel."""

from urllib.parse import parse_qs

import pytest

from tests import support
from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser
from tests.support import claims

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "attributes": {"post.logout.redirect.uris": "+"}}
LOGOUT = "protocol/openid-connect/logout"


@pytest.fixture
def browser(server):
    found = Browser(server.realm(users=[ALICE], clients=[APP]))
    yield found
    found.http.close()


@pytest.fixture
def listener():
    """A client's back channel: its URL, and the logout tokens that came."""
    received = []

    def answer(request):
        received.append(parse_qs(request.body.decode())["logout_token"][0])
        return 200, ""

    with support.listener(answer) as url:
        yield f"{url}/logout", received


def test_an_id_token_ends_its_session_without_a_question(browser):
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"], post_logout_redirect_uri=CALLBACK, state="bye")
    assert browser.location == f"{CALLBACK}?state=bye"
    assert "KEYCLOAK_IDENTITY" not in browser.cookies
    assert browser.realm.userinfo(token["access_token"]).status_code == 401
    assert browser.ask(prompt="none").sent["error"] == "login_required"


def test_without_an_id_token_the_user_confirms(browser):
    browser.log_in()
    browser.get(LOGOUT)
    assert "Do you want to log out?" in browser.text
    browser.submit(confirmLogout="Logout")
    assert browser.title == "You are logged out"
    assert browser.ask(prompt="none").sent["error"] == "login_required"


def test_the_id_token_of_another_session_is_not_enough(browser, server):
    other = Browser(browser.realm)
    foreign = other.log_in().tokens()
    other.http.close()
    browser.log_in()
    browser.get(LOGOUT, id_token_hint=foreign["id_token"])
    assert "Do you want to log out?" in browser.text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"post_logout_redirect_uri": CALLBACK}, "Missing parameters: id_token_hint"),
        ({"client_id": "app", "post_logout_redirect_uri": "https://evil.example.org/"}, "Invalid redirect uri"),
        ({"client_id": "app", "post_logout_redirect_uri": "javascript:alert(1)"}, "Invalid redirect uri"),
        ({"id_token_hint": "garbage"}, "Invalid parameter: id_token_hint"),
    ],
)
def test_what_is_refused(browser, query, message):
    browser.get(LOGOUT, **query)
    assert browser.page.status_code == 400
    assert message in browser.text


def test_a_back_channel_listener_is_told_before_the_answer(server, listener):
    url, received = listener
    client = {**APP, "attributes": {**APP["attributes"], "backchannel.logout.url": url, "backchannel.logout.session.required": "true"}}
    browser = Browser(server.realm(users=[ALICE], clients=[client]))
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"])
    browser.http.close()
    logout_token = claims(received[0])
    assert (logout_token["aud"], logout_token["sid"], logout_token["typ"]) == ("app", token["session_state"], "Logout")
    assert logout_token["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in logout_token


def test_a_listener_that_is_away_does_not_keep_the_user_in(server):
    client = {**APP, "attributes": {**APP["attributes"], "backchannel.logout.url": "http://127.0.0.1:9/logout"}}
    browser = Browser(server.realm(users=[ALICE], clients=[client]))
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"])
    assert browser.title == "You are logged out"
    browser.http.close()


def test_front_channel_frames_name_the_session(server):
    attributes = {**APP["attributes"], "frontchannel.logout.url": "https://app.example.org/front"}
    browser = Browser(server.realm(users=[ALICE], clients=[{**APP, "frontchannelLogout": True, "attributes": attributes}]))
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"], post_logout_redirect_uri=CALLBACK)
    assert f"https://app.example.org/front?sid={token['session_state']}" in browser.page.text
    assert f'href="{CALLBACK}">Continue</a>' in browser.page.text
    browser.http.close()
