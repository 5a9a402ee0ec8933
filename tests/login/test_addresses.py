"""Another address for a user, and the messages that prove one."""

import re

import pytest

from tests.conftest import ALICE
from tests.login.test_flows import link_in, mails

UPDATE = {"alias": "UPDATE_EMAIL", "name": "Update Email", "providerId": "UPDATE_EMAIL", "enabled": True}
VERIFY = {"alias": "VERIFY_EMAIL", "name": "Verify Email", "providerId": "VERIFY_EMAIL", "enabled": True}
PROFILE = {"alias": "UPDATE_PROFILE", "name": "Update Profile", "providerId": "UPDATE_PROFILE", "enabled": True}
BOB = {"username": "bob", "enabled": True, "email": "bob@example.org", "credentials": ALICE["credentials"]}


def alice(server):
    return server.live.call(lambda: dict(server.live.emulator.store.realm("test").users.one("username", "alice")))


def must(*actions):
    return {**ALICE, "emailVerified": True, "requiredActions": list(actions)}


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please specify email."),
        ("  ", "Please specify"),
        ("bad", "Invalid email address."),
        ("Bob@example.org", "Email already exists."),
        ("<b>x</b>@y", "Invalid email address."),
    ],
)
def test_an_address_that_cannot_be(open_browser, server, email, said):
    browser = open_browser(users=[must("UPDATE_EMAIL"), BOB], requiredActions=[UPDATE])
    browser.log_in()
    assert "You need to update your email address to activate your account." in browser.text
    browser.submit(email=email)
    assert said in browser.text
    assert "<b>x</b>" not in browser.page.text
    assert alice(server)["email"] == ALICE["email"]


def test_an_address_is_changed_at_once_where_nobody_wants_it_verified(open_browser, server):
    browser = open_browser(users=[must("UPDATE_EMAIL")], requiredActions=[UPDATE])
    browser.log_in()
    browser.submit(email="New@Example.org")
    assert "code" in browser.sent
    found = alice(server)
    assert (found["email"], found["emailVerified"], found["requiredActions"]) == ("new@example.org", False, [])


def test_an_address_that_stays_is_still_verified(open_browser, server):
    browser = open_browser(users=[must("UPDATE_EMAIL")], requiredActions=[UPDATE])
    browser.log_in()
    browser.submit(email=ALICE["email"])
    assert alice(server)["emailVerified"] is True


@pytest.mark.parametrize("asked_by", ["realm", "action"])
def test_an_address_is_changed_by_a_link(open_browser, server, asked_by):
    action = {**UPDATE, "config": {"verifyEmail": "true"}} if asked_by == "action" else UPDATE
    browser = open_browser(users=[must("UPDATE_EMAIL")], requiredActions=[action], verifyEmail=asked_by == "realm")
    browser.log_in()
    browser.submit(email="new@example.org")
    assert browser.title == "Confirmation email sent"
    mail = mails(server)[-1]
    assert (mail.recipient, mail.subject) == ("new@example.org", "Verify new email")
    assert alice(server)["email"] == ALICE["email"]
    later = open_browser.beside(browser)
    later.log_in()
    assert "A verification email was sent to new@example.org." in later.text
    later.submit(email="other@example.org")
    assert re.search(r"You must wait (30|[12]?\d) seconds before resending the verification email\.", later.text)
    elsewhere = open_browser.beside(browser).get(link_in(mail)).follow()
    assert elsewhere.title == "Email updated"
    user = alice(server)
    assert (user["email"], user["emailVerified"], user["requiredActions"]) == ("new@example.org", True, [])
    assert "kc.email.pending" not in (user.get("attributes") or {})
    elsewhere.get(link_in(mail)).follow()
    assert elsewhere.page.status_code == 400
    assert "The link you clicked is an old stale link" in elsewhere.text


def test_a_link_is_stale_when_another_one_was_asked_for_or_the_address_is_taken(open_browser, server):
    browser = open_browser(users=[must("UPDATE_EMAIL"), BOB], requiredActions=[UPDATE], verifyEmail=True)
    browser.log_in()
    browser.submit(email="first@example.org")
    server.live.call(lambda: server.live.emulator.clock.move(31))
    browser.log_in()
    browser.submit(email="second@example.org")
    first, second = [link_in(mail) for mail in mails(server)[-2:]]
    other = open_browser.beside(browser)
    assert "has been cancelled by an administrator" in other.get(first).follow().text
    tables = server.live.emulator.store.realm("test")
    bob = tables.users.one("username", "bob")
    server.live.call(lambda: tables.users.put(bob["id"], {**bob, "email": "second@example.org"}))
    assert "Email already exists." in other.get(second).follow().text
    assert alice(server)["email"] == ALICE["email"]


def test_the_profile_leaves_addresses_to_their_action(open_browser, server):
    browser = open_browser(users=[must("UPDATE_PROFILE")], requiredActions=[UPDATE, PROFILE])
    browser.log_in()
    assert 'name="firstName"' in browser.page.text
    assert 'name="email"' not in browser.page.text
    browser.submit(firstName="Alice", lastName="Liddell", email="sneaked@example.org")
    assert 'name="firstName"' in browser.page.text
    browser.submit(firstName="Alice", lastName="Liddell")
    assert "code" in browser.sent
    assert alice(server)["email"] == ALICE["email"]


def test_a_verification_is_sent_again_after_half_a_minute(open_browser, server):
    browser = open_browser(users=[{**ALICE, "emailVerified": False}], requiredActions=[VERIFY], verifyEmail=True)
    before = len(mails(server))
    browser.log_in()
    browser.click("Click here")
    assert re.search(r"You must wait (30|[12]?\d) seconds before resending the verification email\.", browser.text)
    assert len(mails(server)) == before + 1
    server.live.call(lambda: server.live.emulator.clock.move(30))
    browser.click("Click here")
    assert "You must wait" not in browser.text
    assert len(mails(server)) == before + 2
    browser.get(link_in(mails(server)[-1])).follow()
    assert "code" in browser.sent


def test_a_link_that_is_followed_elsewhere_ends_the_login_that_sent_it(open_browser, server):
    browser = open_browser(users=[{**ALICE, "emailVerified": False}], requiredActions=[VERIFY], verifyEmail=True)
    browser.log_in()
    waiting = browser.page.text
    elsewhere = open_browser.beside(browser).get(link_in(mails(server)[-1])).follow()
    assert "Confirm validity of e-mail address" in elsewhere.text
    elsewhere.click("Click here to proceed")
    assert elsewhere.title == "Email address verified"
    assert alice(server)["emailVerified"] is True
    assert "Click here" in waiting
    browser.click("Click here")
    assert "Your login attempt timed out. Login will start from the beginning." in browser.text
