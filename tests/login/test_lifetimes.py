"""How long the pages of a login live: lifespans short and long were tried at Keycloak, with these answers."""

import pytest

from tests.conftest import ALICE
from tests.support import admin_client

LATE = "Your login attempt timed out. Login will start from the beginning."
PROFILE = {"firstName": "A", "lastName": "L", "email": "alice@example.org"}


@pytest.fixture
def browser(open_browser):
    return open_browser(
        users=[{**ALICE, "requiredActions": ["UPDATE_PROFILE"]}], resetPasswordAllowed=True, registrationAllowed=True,
        accessCodeLifespanLogin=1200, accessCodeLifespanUserAction=500, eventsEnabled=True,
    )  # fmt: skip


def test_each_page_gives_the_login_its_time_again(browser, server):
    browser.ask()
    for _ in range(3):
        server.move_clock(800)
        browser.submit(username="alice", password="wrong")
    server.move_clock(800)
    browser.submit(username="alice", password="wonder")
    for name in ("", "A"):
        server.move_clock(400)
        browser.submit(**{**PROFILE, "firstName": name})
    assert "code" in browser.sent


def errors(server):
    """What the realm's events say of failures, oldest first."""
    with admin_client(server.url) as admin:
        events = admin.get("/events").json()
    return [(event["type"], event["error"]) for event in reversed(events) if "error" in event]


def test_actions_and_forgotten_passwords_have_less_time(browser, server):
    browser.ask()
    page = browser.page
    server.move_clock(600)
    assert LATE in browser.click("Forgot Password?").text
    browser.click("Forgot Password?")
    server.move_clock(600)
    assert LATE in browser.submit(username="alice").text
    browser.submit(username="alice", password="wonder")
    server.move_clock(600)
    assert LATE in browser.submit(**PROFILE).text
    assert errors(server) == [(f"{kind}_ERROR", "expired_code") for kind in ("RESET_PASSWORD", "RESET_PASSWORD", "CUSTOM_REQUIRED_ACTION")]
    browser.submit(username="alice", password="wonder").submit(**PROFILE)
    assert "code" in browser.sent
    browser.cookies.clear()
    browser.page = page
    assert "Restart login cookie not found" in browser.click("Forgot Password?").text


@pytest.mark.parametrize(("link", "leads_on"), [("Forgot Password?", True), ("Register", False)])
def test_a_tab_that_another_one_has_logged_in_beside(browser, link, leads_on):
    browser.ask()
    page = browser.page
    browser.log_in().submit(**PROFILE)
    browser.page = page
    browser.click(link)
    assert ("code=" in browser.location, browser.title) == (leads_on, "" if leads_on else "Register")


def test_a_login_that_has_less_time_than_its_actions_is_refused_in_its_flow(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True, accessCodeLifespanLogin=60)
    browser.ask()
    server.move_clock(61)
    browser.click("Forgot Password?")
    assert (browser.page.status_code, "Login timeout. Please sign in again." in browser.text) == (400, True)


def test_a_logout_waits_as_long_as_an_action(browser, server):
    browser.log_in().submit(**PROFILE)
    browser.get("protocol/openid-connect/logout")
    server.move_clock(600)
    browser.submit(confirmLogout="x")
    assert (browser.page.status_code, "Logout failed" in browser.text) == (400, True)
    browser.get("protocol/openid-connect/logout/logout-confirm", client_id="account", tab_id="x")
    assert (browser.page.status_code, "Logout failed" in browser.text) == (400, True)
    browser.get("protocol/openid-connect/logout").submit(confirmLogout="x")
    browser.get("protocol/openid-connect/logout/logout-confirm", client_id="account", tab_id="x")
    assert (browser.page.status_code, browser.title, "Back to" in browser.text) == (400, "You are logged out", False)
    assert errors(server) == [
        ("LOGOUT_ERROR", error)
        for error in (
            "expired_code",
            "session_expired",
            "session_expired",
            "already_logged_in",
            "logout_failed",
            "session_expired",
            "cookie_not_found",
        )
    ]
