"""The account console's page of API tokens, by forms as a browser without scripts sends them."""

import html
import re

import pytest

from tests.account.test_console import enter
from tests.api_tokens.conftest import Tokens, person
from tests.conftest import ALICE
from tests.login.browser import Browser

PATH = "account/account-security/api-tokens"


@pytest.fixture
def open_page():
    opened = []

    def open_one(realm, username="alice"):
        opened.append(Browser(realm))
        return enter(opened[-1], PATH, username)

    yield open_one
    for one in opened:
        one.http.close()


def send(browser, **fields):
    """Posts the form that makes a token, as it stands on the page, with these fields."""
    checker = re.search(r'name="stateChecker" value="([^"]*)"', browser.page.text)[1]
    return browser.send("POST", PATH, data={"stateChecker": checker, "expires": "never", **fields})


def shown(browser):
    found = re.search(r'<input id="api-token" value="([^"]*)" readonly', browser.page.text)
    return found and html.unescape(found[1])


def test_a_token_is_shown_once_in_a_field_that_can_be_selected(realm, open_page):
    browser = open_page(realm)
    assert (browser.title, "You have no API tokens." in browser.text) == ("API tokens", True)
    send(browser, label="build server", role=["viewer"], scope=["openid", "email"])
    token = shown(browser)
    assert (browser.page.status_code, "no-store" in browser.page.headers["cache-control"], "copy-api-token" in browser.page.text) == (
        200,
        True,
        True,
    )
    introspected = realm.introspect(token)
    assert (introspected["active"], introspected["label"], introspected["realm_access"], introspected["scope"]) == (
        True,
        "build server",
        {"roles": ["viewer"]},
        "openid email",
    )
    browser.get(PATH)
    assert token not in browser.page.text
    assert f"build server {token[:12]}…" in browser.text
    assert "last used" in browser.text and "never expires; viewer; openid email" in browser.text  # noqa: PT018


def test_all_roles_where_none_is_chosen(realm, open_page):
    browser = send(open_page(realm), label="all")
    assert {"engineer", "viewer"} <= set(realm.introspect(shown(browser))["realm_access"]["roles"])
    assert "never used, never expires; all of your roles" in browser.text


def test_roles_to_choose_from_are_the_users(realm, open_page):
    browser = open_page(realm)
    values = re.findall(r'name="role" value="([^"]*)"', browser.page.text)
    assert values[:2] == ["engineer", "viewer"]
    assert "administrator" not in values
    assert "account:manage-account" in values
    send(browser, label="more", role="administrator")
    assert (browser.page.status_code, "You cannot give the role 'administrator'" in browser.text) == (400, True)


def test_a_token_is_revoked(realm, open_page):
    browser = send(open_page(realm), label="gone")
    token, identifier = shown(browser), re.search(r'name="revoke" value="([^"]*)"', browser.page.text)[1]
    browser.get(PATH).submit(revoke=identifier)
    assert ("The token was revoked." in browser.text, "You have no API tokens." in browser.text) == (True, True)
    assert realm.introspect(token) == {"active": False}


def test_nobody_revokes_the_token_of_another(realm, alice, open_page):
    made = alice.new()
    browser = open_page(realm, "bob")
    send(browser, revoke=made["id"]).follow()
    assert realm.introspect(made["token"])["active"]


def test_how_long_a_token_may_live(make_realm, open_page):
    realm = make_realm({"apiTokensMaxLifespan": "172800"})
    browser = open_page(realm)
    assert re.findall(r'<option value="([^"]*)">([^<]*)', browser.page.text) == [("86400", "1 day"), ("172800", "2 days")]
    for wrong in ("never", "172801", "0", "-1", "soon", "1e3", "٣", "9" * 30):
        send(browser, label="x", expires=wrong)
        assert (browser.page.status_code, shown(browser)) == (400, None), wrong
    send(browser, label="x", expires="86400")
    assert realm.introspect(shown(browser))["exp"]


def test_roles_that_the_realm_allows(make_realm, open_page):
    realm = make_realm({"apiTokensRoles": "administrator##viewer"}, users=[person(ALICE, "viewer", "engineer")])
    browser = open_page(realm)
    assert re.findall(r'name="role" value="([^"]*)"', browser.page.text) == ["viewer"]
    send(browser, label="x")
    assert (browser.page.status_code, "Please choose a role: administrator, viewer" in browser.text) == (400, True)
    send(browser, label="x", role="viewer")
    assert realm.introspect(shown(browser))["realm_access"] == {"roles": ["viewer"]}


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "' onfocus='alert(1)", "</title>&amp;"]
)
def test_a_hostile_label_is_a_text(realm, open_page, label):
    browser = send(open_page(realm), label=label)
    assert shown(browser)
    assert label in html.unescape(browser.page.text)
    assert html.escape(label, quote=False) in browser.page.text.replace("&#34;", '"').replace("&#39;", "'")
    assert "<script>alert" not in browser.page.text and "<img src=x" not in browser.page.text  # noqa: PT018


def test_a_label_that_is_refused_comes_back(realm, open_page):
    browser = send(open_page(realm), label='<b>"' + "x" * 300)
    assert (browser.page.status_code, "A label has up to 255 characters" in browser.text, "<b>" in browser.page.text) == (400, True, False)
    assert 'aria-invalid="true"' in browser.page.text
    assert 'aria-describedby="input-error-label"' in browser.page.text
    send(browser, label="  ", role=["viewer"], scope=["email"], expires="86400")
    assert len(re.findall(r'value="(?:viewer|email)" checked|value="86400" selected', browser.page.text)) == 3
    assert "Please give the token a label" in browser.text


def test_a_form_of_another_site_makes_and_ends_nothing(realm, alice, open_page):
    made, browser = alice.new(), open_page(realm)
    for form in ({"label": "evil"}, {"label": "evil", "stateChecker": "0" * 128}, {"revoke": made["id"]}):
        browser.send("POST", PATH, data=form)
        assert browser.page.status_code == 403
    assert [one["id"] for one in alice.list()] == [made["id"]]


def test_a_user_who_only_views_makes_none(make_realm, open_page):
    realm = make_realm(users=[{**ALICE, "clientRoles": {"account": ["view-profile"]}}])
    browser = open_page(realm)
    assert "api-token-form" not in browser.page.text
    send_without = browser.send("POST", PATH, data={"label": "x"})
    assert send_without.page.status_code == 403


def test_rules_that_make_no_sense_are_said(make_realm, open_page):
    browser = open_page(make_realm({"apiTokensPrefix": "no prefix"}))
    assert "apiTokensPrefix must be" in browser.text
    assert "api-token-form" not in browser.page.text


def test_an_expired_token_is_said_to_be(server, realm, open_page):
    Tokens(realm).new(expiresIn=60)
    server.move_clock(61)
    assert "expired" in open_page(realm).text


def test_off_there_is_no_page(make_realm, open_page):
    browser = open_page(make_realm({"apiTokensEnabled": "false"}))
    assert (browser.title, "API tokens" in browser.text) == ("Personal info", False)
    send(browser, label="x")
    assert browser.page.status_code == 404


def test_who_deletes_the_account_has_no_tokens_any_more(server, make_realm, open_page):
    actions = [{"alias": "delete_account", "name": "Delete Account", "providerId": "delete_account", "enabled": True, "priority": 60}]
    alice = {**ALICE, "clientRoles": {"account": ["manage-account", "delete-account"]}}
    realm = make_realm(users=[alice], requiredActions=actions)
    token = Tokens(realm).new()["token"]
    # The action wants a login of this very second.
    server.live.emulator.clock.freeze()
    browser = open_page(realm)
    browser.get("account/?action=delete_account").follow().submit()
    assert "User deleted successfully" in browser.text
    assert realm.introspect(token) == {"active": False}
    assert len(server.live.emulator.store.realm(realm.name).api_tokens) == 0
