"""What scripts post to login pages: URLs as the page spells them, parts left out, the login given up. Answers are the real Keycloak's."""

import html
import re

import pytest

from tests.conftest import ALICE

ONE_TIME = {
    "type": "otp",
    "secretData": '{"value": "12345678901234567890"}',
    "credentialData": '{"subType": "totp", "digits": 6, "period": 30, "algorithm": "HmacSHA1"}',
}


def action(browser):
    """The form's URL, as it stands in the page."""
    return re.search(r'action="([^"]*)" method', browser.page.text)[1]


def without(url, *names):
    url = html.unescape(url)
    return re.sub(rf"(?<=[?&])(?:{'|'.join(names)})=[^&]*&?", "", url).rstrip("&")


def test_the_url_of_a_form_works_with_its_entities(open_browser):
    browser = open_browser().ask()
    assert "&amp;tab_id=" in action(browser)
    browser.send("POST", action(browser), data={"username": "alice", "password": "wonder"})
    assert browser.tokens()["token_type"] == "Bearer"


@pytest.mark.parametrize(("state", "said"), [("a;b", "a"), ("a%3Bb", "a;b")])
def test_semicolons_separate_parameters_of_a_query(open_browser, state, said):
    browser = open_browser()
    query = f"client_id=app;response_type=code&scope=openid;prompt=none&redirect_uri=https://app.example.org/cb&state={state}"
    browser.get(f"protocol/openid-connect/auth?{query}")
    assert (browser.sent["error"], browser.sent["state"]) == ("login_required", said)


def test_semicolons_separate_nothing_in_a_body(realm):
    answer = realm.http.post(
        "/token", content="grant_type=client_credentials;client_id=svc", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_code_without_the_execution_that_it_is_for_has_expired(open_browser, method):
    browser = open_browser().ask()
    browser.send(
        method, without(action(browser), "execution"), **({"data": {"username": "alice", "password": "wonder"}} if method == "POST" else {})
    )
    assert (browser.page.status_code, browser.title) == (200, "Page has expired")


def test_a_login_is_given_up(open_browser):
    browser = open_browser(eventsEnabled=True).ask()
    browser.post(cancel="x")
    assert (browser.sent["error"], browser.sent["state"]) == ("access_denied", "s")
    browser.ask().submit(username="alice", password="wonder")
    assert browser.tokens()


def test_a_second_factor_cannot_be_given_up(open_browser):
    browser = open_browser(users=[{**ALICE, "credentials": [*ALICE["credentials"], ONE_TIME]}]).log_in()
    assert 'name="otp"' in browser.page.text
    browser.submit(cancel="x")
    assert 'name="otp"' in browser.page.text
    assert "Invalid authenticator code." not in browser.text
