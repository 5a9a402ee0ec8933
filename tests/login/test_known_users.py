"""What a login knows of its user before anything is typed; tried at Keycloak, with these answers."""

from tests.conftest import ALICE
from tests.login.browser import CALLBACK
from tests.login.test_flows import mails


def test_a_forgotten_password_of_whom_the_browser_knows(open_browser, server):
    """Nobody is asked who it is; the login goes on beside the mail, and the cookie alone is not enough for it."""
    browser = open_browser(resetPasswordAllowed=True)
    before = len(mails(server))
    browser.log_in().get("login-actions/reset-credentials")
    assert ("You should receive an email" in browser.text, 'id="kc-attempted-username" value="alice"' in browser.page.text) == (True, True)
    browser.ask(prompt="login").click("Forgot Password?")
    assert ("Please re-authenticate" in browser.text, len(mails(server)) - before) == (True, 2)
    browser.submit(password="wonder")
    assert "code" in browser.sent
    browser.get("protocol/openid-connect/forgot-credentials", client_id="app", response_type="code", redirect_uri=CALLBACK)
    assert (browser.page.status_code, browser.page.json()["error"]) == (400, "unknown_error")


def test_what_is_known_of_a_user_is_filled_in(open_browser):
    browser = open_browser(registrationAllowed=True, resetPasswordAllowed=True)
    browser.ask(login_hint="ali").click("Register")
    assert 'name="username" value="ali"' in browser.page.text
    browser.submit(username=" ", email="a@b.c", firstName="", lastName="")
    assert 'name="username" value="ali"' in browser.page.text
    browser.ask().submit(username="alice", password="wrong")
    browser.click("Forgot Password?").submit(username="")
    assert ("Please specify username." in browser.text, 'value="alice"' in browser.page.text) == (True, True)
    browser.submit(username="bob")
    assert ("You should receive an email" in browser.text, 'value="bob"' in browser.page.text) == (True, True)


def test_a_profile_that_is_complete_needs_no_review(open_browser, server):
    action = {"alias": "VERIFY_PROFILE", "providerId": "VERIFY_PROFILE", "name": "Verify Profile", "enabled": True}
    browser = open_browser(users=[{**ALICE, "requiredActions": ["VERIFY_PROFILE"]}], requiredActions=[action])
    browser.ask().post(username="alice", password="wonder")
    assert "code" in browser.sent
    assert server.live.emulator.store.realm(browser.realm.name).users.one("username", "alice")["requiredActions"] == []
