"""Logout: what is left to tell beside tests/login/test_logout.py; expected answers were recorded from Keycloak."""

import threading
from contextlib import ExitStack
from urllib.parse import parse_qs

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser
from tests.support import listener, part

APP = {
    **SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "baseUrl": "https://app.example.org/home",
    "attributes": {"post.logout.redirect.uris": "+"},
}  # fmt: skip
LOGOUT = "protocol/openid-connect/logout"


@pytest.fixture
def open_browser(server):
    def browser(realm=None, **attributes):
        client = {**APP, "attributes": {**APP["attributes"], **attributes}}
        client["frontchannelLogout"] = "frontchannel.logout.url" in attributes
        return Browser(realm or server.realm(users=[ALICE], clients=[client]))

    return browser


@pytest.fixture
def listeners():
    """Clients' back channels: a function that opens one and returns its URL and what came. It answers when all of a barrier are asked."""
    with ExitStack() as services:

        def listen(together=None, status=200):
            received = []

            def answer(request):
                received.append(parse_qs(request.body.decode())["logout_token"][0])
                if together is not None:
                    together.wait()
                return status, ""

            return services.enter_context(listener(answer)) + "/", received

        yield listen


def is_alive(browser, tokens):
    form = {"grant_type": "refresh_token", "client_id": "app", "client_secret": "s3cret", "refresh_token": tokens["refresh_token"]}
    return browser.realm.http.post("/token", data=form).status_code == 200


@pytest.mark.parametrize(
    ("uri", "location"),
    [
        (CALLBACK, f"{CALLBACK}?state=a+b%26c"),
        (f"{CALLBACK}?x=1", f"{CALLBACK}?x=1&state=a+b%26c"),
        (f"{CALLBACK}#f", f"{CALLBACK}?state=a+b%26c#f"),
    ],
)
def test_the_state_is_sent_back(open_browser, uri, location):
    browser = open_browser()
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"], post_logout_redirect_uri=uri, state="a b&c")
    assert browser.location == location
    assert not is_alive(browser, token)


@pytest.mark.parametrize(
    ("registered", "uri", "known"),
    [
        ("https://a.example/x##+##https://c.example/*", "https://a.example/x", True),
        ("https://a.example/x##+##https://c.example/*", "https://c.example/deep", True),
        ("https://a.example/x##+##https://c.example/*", CALLBACK, True),
        ("https://a.example/x##+##https://c.example/*", "https://a.example/xy", False),
        ("-", CALLBACK, False),
        ("*", "https://anywhere.example/", True),
        ("*", "javascript:alert(1)", False),
    ],
)
def test_where_a_logout_may_lead(open_browser, registered, uri, known):
    browser = open_browser(**{"post.logout.redirect.uris": registered})
    browser.get(LOGOUT, client_id="app", post_logout_redirect_uri=uri)
    if known:
        assert browser.location == uri
    else:
        assert (browser.page.status_code, "Invalid redirect uri" in browser.text) == (400, True)
        assert 'id="backToApplication" href="https://app.example.org/home"' in browser.page.text


def test_a_hint_of_another_session_ends_that_session_after_a_question(open_browser):
    other = open_browser()
    foreign = other.log_in().tokens()
    browser = open_browser(other.realm)
    own = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=foreign["id_token"])
    assert "Do you want to log out?" in browser.text
    assert '<a href="https://app.example.org/home">« Back to Application</a>' in browser.page.text
    browser.submit(confirmLogout="Logout")
    assert (is_alive(browser, foreign), is_alive(browser, own)) == (False, True)


def test_the_confirmation_is_shown_again(open_browser):
    browser = open_browser()
    browser.log_in()
    browser.get(LOGOUT)
    url = browser.page.text.partition('class="form-actions" action="')[2].partition('"')[0].replace("&amp;", "&")
    assert browser.get(url).text.count("Do you want to log out?") == 1
    browser.submit(confirmLogout="Logout")
    assert browser.title == "You are logged out"
    assert (browser.get(url).page.status_code, browser.title) == (400, "You are logged out")
    assert (browser.send("POST", url).page.status_code, "Logout failed" in browser.text) == (400, True)


def test_a_client_may_want_its_user_to_see_that_it_is_over(open_browser):
    browser = open_browser(**{"logout.confirmation.enabled": "true"})
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"], post_logout_redirect_uri=CALLBACK)
    assert browser.title == "You are logged out"
    assert f'<a href="{CALLBACK}">« Back to Application</a>' in browser.page.text


def test_frames_are_allowed_by_the_policy(open_browser):
    browser = open_browser(**{"frontchannel.logout.url": "https://front.example:8443/out?x=1#f"})
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"])
    policy = browser.page.headers["content-security-policy"]
    assert policy == "frame-src 'self' front.example:8443 ; frame-ancestors 'self'; object-src 'none';"
    assert f'<iframe src="https://front.example:8443/out?x=1&amp;sid={token["session_state"]}&amp;iss=' in browser.page.text
    assert '#f" style' in browser.page.text
    assert "frame-src 'self';" in browser.ask().page.headers["content-security-policy"]


@pytest.mark.parametrize("url", ["http://under_score/'x'", "https://front.example/?q=%22%3E%3Cscript%3Ex&r='"])
def test_frames_of_odd_addresses_do_no_harm(open_browser, url):
    browser = open_browser(**{"frontchannel.logout.url": url})
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"])
    assert browser.page.status_code == 200
    assert "<script>x" not in browser.page.text


def test_the_cookies_go_with_the_session_of_a_refresh_token(open_browser):
    browser = open_browser()
    token = browser.log_in().tokens()
    form = {"client_id": "app", "client_secret": "s3cret", "refresh_token": token["refresh_token"]}
    browser.send("POST", LOGOUT, data=form)
    assert (browser.page.status_code, "KEYCLOAK_IDENTITY" in browser.cookies) == (204, False)


def test_logout_tokens_name_the_session_where_the_client_wants_it(open_browser, listeners):
    url, received = listeners()
    browser = open_browser(**{"backchannel.logout.url": url, "backchannel.logout.revoke.offline.tokens": "true"})
    token = browser.log_in().tokens()
    browser.get(LOGOUT, id_token_hint=token["id_token"])
    header, claims = part(received[0], 0), part(received[0], 1)
    assert (header["alg"], header["typ"]) == ("RS256", "logout+jwt")
    assert list(claims) == ["exp", "iat", "jti", "iss", "aud", "sub", "typ", "events"]
    assert claims["exp"] - claims["iat"] == 120
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}, "revoke_offline_access": True}


def test_listeners_are_told_at_once_however_many_fail(server, listeners):
    # Shorter than the server waits for them: told one after the other, they would not meet.
    together = threading.Barrier(6, timeout=7)
    channels = [listeners(together, status=500 if number % 2 else 200) for number in range(6)]
    clients = [
        {**APP, "clientId": f"app{number}" if number else "app", "attributes": {**APP["attributes"], "backchannel.logout.url": url}}
        for number, (url, _) in enumerate(channels)
    ]
    browser = Browser(server.realm(users=[ALICE], clients=clients))
    token = browser.log_in().tokens()
    for number in range(1, 6):
        browser.ask(client_id=f"app{number}")
    browser.get(LOGOUT, id_token_hint=token["id_token"], post_logout_redirect_uri=CALLBACK)
    assert browser.location == CALLBACK
    assert [len(received) for _, received in channels] == [1] * 6
    assert not together.broken
    browser.http.close()
