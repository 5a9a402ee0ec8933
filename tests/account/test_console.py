"""The account console: what a user sees and changes, and what nobody else can."""

import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/cb"], "name": "The App"}


@pytest.fixture
def open_browser():
    return Browser


@pytest.fixture
def realm(server):
    return server.realm(
        clients=[APP, {**APP, "clientId": "con", "consentRequired": True}],
        users=[{**ALICE, "clientRoles": {"account": ["manage-account", "view-profile"]}}],
    )


def enter(browser, path="account/", username="alice"):
    """Goes to the console, past the login page."""
    browser.get(path).follow()
    if "kc-form-login" in browser.page.text:
        browser.submit(username=username, password="wonder")
    return browser


def test_the_console_asks_to_log_in_and_comes_back_clean(realm, open_browser):
    browser = enter(open_browser(realm), "account/account-security/device-activity")
    assert (browser.page.status_code, browser.title, str(browser.page.url)) == (
        200, "Device activity", f"{realm.issuer}/account/account-security/device-activity",
    )  # fmt: skip
    assert "Current session" in browser.text
    assert [enter(browser, f"account/{path}").title for path in ("", "account-security/signing-in", "applications", "unknown/page")] == [
        "Personal info", "Signing in", "Applications", "Personal info",
    ]  # fmt: skip


def test_the_profile_is_saved_or_refused(realm, open_browser, server):
    browser = enter(open_browser(realm))
    browser.submit(email="alice@example.org", firstName="", lastName="Liddell")
    assert (browser.page.status_code, "Please specify this field." in browser.text) == (400, True)
    browser.submit(email="new@example.org", firstName="<b>Al</b>", lastName="Liddell")
    assert "Invalid" in browser.text or "Value contains invalid character." in browser.text
    browser.submit(email="new@example.org", firstName="Al", lastName="Liddell")
    assert "Your account has been updated." in browser.text
    user = server.live.emulator.store.realm(realm.name).users.one("username", "alice")
    assert (user["email"], user["firstName"], user["emailVerified"]) == ("new@example.org", "Al", False)


@pytest.mark.parametrize("given", [None, "0" * 128])
def test_a_form_of_another_site_changes_nothing(realm, open_browser, server, given):
    browser = enter(open_browser(realm))
    form = {"email": "evil@example.org", "firstName": "E", "lastName": "E", **({"stateChecker": given} if given else {})}
    for path in ("account/", "account/applications", "account/account-security/signing-in", "account/account-security/device-activity"):
        browser.send("POST", path, data=form)
        # Keycloak's console takes no forms at all; a checker says that this is one of ours.
        assert browser.page.status_code == (403 if given else 405)
        assert ("Invalid Request" in browser.text) is bool(given)
    assert server.live.emulator.store.realm(realm.name).users.one("username", "alice")["email"] == "alice@example.org"


def test_a_form_of_another_session_changes_nothing(realm, open_browser):
    mine, theirs = enter(open_browser(realm)), enter(open_browser(realm))
    checker = re.search(r'name="stateChecker" value="([^"]*)"', theirs.page.text)[1]
    mine.send("POST", "account/", data={"stateChecker": checker, "firstName": "X"})
    assert mine.page.status_code == 403


def test_other_sessions_are_signed_out(realm, open_browser):
    here, there = enter(open_browser(realm)), enter(open_browser(realm))
    enter(here, "account/account-security/device-activity").submit()
    assert "The sessions were ended." in here.text
    assert "kc-form-login" in there.get("account/").follow().page.text
    assert enter(here).title == "Personal info"


def test_consent_is_taken_back(realm, open_browser, server):
    browser = open_browser(realm)
    browser.log_in(client_id="con").submit(accept="Yes")
    enter(browser, "account/applications")
    assert "has access to" in browser.text
    browser.submit(client="con")
    assert (
        "has access to" in browser.text,
        server.live.emulator.store.realm(realm.name).users.one("username", "alice")["clientConsents"],
    ) == (False, [])


def test_a_new_password_goes_through_the_login_pages(realm, open_browser):
    browser = enter(open_browser(realm), "account/account-security/signing-in")
    browser.click("Update").submit(**{"password-new": "another", "password-confirm": "another"})
    assert (browser.title, "Done." in browser.text) == ("Signing in", True)


def test_a_user_without_the_role_changes_nothing(server, open_browser):
    realm = server.realm(clients=[APP], users=[ALICE])
    browser = enter(open_browser(realm))
    assert 'id="save-btn"' not in browser.page.text
    browser.submit(email="new@example.org", firstName="Al", lastName="Liddell")
    assert (browser.page.status_code, "Access denied" in browser.text) == (403, True)


def test_accounts_are_linked_and_unlinked(server, open_browser):
    config = {"authorizationUrl": "https://up.example.org/auth", "tokenUrl": "https://up.example.org/token", "clientId": "c"}
    provider = {"alias": "up", "displayName": "Upstream", "providerId": "oidc", "enabled": True, "config": config}
    linked = {"federatedIdentities": [{"identityProvider": "up", "userId": "1", "userName": "ulla"}]}
    alice = {**ALICE, "clientRoles": {"account": ["manage-account"]}, **linked}
    realm = server.realm(clients=[APP], users=[alice], identityProviders=[provider])
    browser = enter(open_browser(realm), "account/account-security/linked-accounts")
    assert "ulla" in browser.text
    browser.submit(provider="up")
    assert "The link was removed." in browser.text
    browser.click("Link account")
    assert browser.title == "Linking Upstream"
    assert browser.post(**{"continue": ""}).location.startswith("https://up.example.org/auth?")
