"""One-click login: a developer's comfort that opens nothing which a password would not."""

import html
import re

import pytest

from emulator.login.passwords import Passwords
from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/cb"]}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org"}


@pytest.fixture
def open_browser(server):
    return lambda **representation: Browser(server.realm(clients=[APP], **representation))


def listed(browser):
    """Names and links of the users on the page."""
    found = re.search(r'<div class="users">(.*?)</div>', browser.page.text, re.DOTALL)
    return {name: html.unescape(url) for url, name in re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', found[1])} if found else {}


def test_a_click_logs_in(open_browser):
    browser = open_browser(users=[ALICE, BOB]).ask()
    assert list(listed(browser)) == ["alice", "bob"]
    browser.get(listed(browser)["bob"])
    assert browser.realm.userinfo(browser.tokens()["access_token"]).json()["preferred_username"] == "bob"


def test_only_those_whose_password_is_known_and_who_may_log_in(open_browser, server):
    passwords = Passwords(server.live.emulator.ids)
    known_by_hash = passwords.hashed(passwords.credential("x", "", 1))
    hashed = {**ALICE, "username": "hashed", "email": "h@example.org", "credentials": [known_by_hash]}
    off = {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}
    nothing = {**ALICE, "username": "nothing", "email": "n@example.org", "credentials": []}
    browser = open_browser(users=[hashed, off, nothing, BOB]).ask()
    assert list(listed(browser)) == ["bob"]
    users = {one["username"]: one["id"] for one in server.live.emulator.store.realm("test").users}
    for name in ("hashed", "off", "nothing"):
        again = browser.ask()
        browser.get(re.sub(r"one_click=[^&]*", f"one_click={users[name]}", listed(again)["bob"]))
        assert browser.page.status_code == 200


def test_strict_pages_list_nobody_and_take_no_click(open_browser, server):
    browser = open_browser(users=[ALICE]).ask()
    url = listed(browser)["alice"]
    tables = server.live.emulator.store.realm("test")
    attributes = {**tables.document["attributes"], "strictPages": "true"}
    server.live.call(lambda: setattr(tables, "document", {**tables.document, "attributes": attributes}))
    browser.get(url)
    assert (browser.page.status_code, "code=" in browser.location, listed(browser)) == (200, False, {})


def test_everything_else_is_still_asked(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["UPDATE_PASSWORD"]}]).ask()
    browser.get(listed(browser)["alice"]).follow()
    assert browser.title == "Update password"


def test_a_link_is_good_once_and_in_one_browser(open_browser):
    browser = open_browser(users=[ALICE]).ask()
    url = listed(browser)["alice"]
    stranger = Browser(browser.realm)
    stranger.get(url)
    stranger.http.close()
    assert (stranger.page.status_code, "code=" in stranger.location) == (400, False)
    assert "code" in browser.get(url).sent
    assert "code=" not in browser.get(url).location
