"""Events of what is sent by mail, and of what its links bring. Expected values were recorded from Keycloak."""

import pytest

from tests.conftest import ALICE
from tests.login.test_flows import link_in, mails

OFF = {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}
BARE = {"username": "bare", "enabled": True, "credentials": ALICE["credentials"]}
VERIFY = {"alias": "VERIFY_EMAIL", "name": "Verify Email", "providerId": "VERIFY_EMAIL", "enabled": True}
UPDATE = {"alias": "UPDATE_PASSWORD", "name": "Update Password", "providerId": "UPDATE_PASSWORD", "enabled": True}


def told(server):
    """Kind, error and some details of the events since the last call, the first one first."""

    def take():
        table = server.live.emulator.store.realm("test").events
        events = list(table)
        for event in events:
            table.delete(event.id)
        return events

    names = ("username", "email", "action", "reason", "custom_required_action")
    return [
        (event.type, event.error, {name: event.details[name] for name in names if name in event.details})
        for event in server.live.call(take)
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice", ("SEND_RESET_PASSWORD", "", {"username": "alice", "email": ALICE["email"]})),
        (ALICE["email"], ("SEND_RESET_PASSWORD", "", {"username": ALICE["email"], "email": ALICE["email"]})),
        ("nobody", ("RESET_PASSWORD_ERROR", "user_not_found", {"username": "nobody"})),
        ("off", ("RESET_PASSWORD_ERROR", "user_disabled", {"username": "off"})),
        ("bare", ("RESET_PASSWORD_ERROR", "invalid_email", {"username": "bare"})),
        ("", ("RESET_PASSWORD_ERROR", "username_missing", {})),
    ],
)
def test_who_has_forgotten_a_password(open_browser, server, name, expected):
    browser = open_browser(eventsEnabled=True, resetPasswordAllowed=True, users=[ALICE, OFF, BARE]).ask().click("Forgot Password?")
    browser.submit(username=name)
    assert told(server) == [expected]


def test_a_link_that_is_followed_twice(open_browser, server):
    browser = (
        open_browser(eventsEnabled=True, resetPasswordAllowed=True, requiredActions=[UPDATE])
        .ask()
        .click("Forgot Password?")
        .submit(username="alice")
    )
    link = link_in(mails(server)[0])
    told(server)
    browser.send("GET", link).follow()
    assert told(server) == []
    browser.submit(**{"password-new": "neu", "password-confirm": "neu"})
    done = {"username": "alice", "custom_required_action": "UPDATE_PASSWORD"}
    assert [event for event in told(server) if event[0] != "RESET_PASSWORD"] == [
        ("UPDATE_CREDENTIAL", "", done), ("UPDATE_PASSWORD", "", done), ("LOGIN", "", done)]  # fmt: skip
    browser.send("GET", link)
    again = {"action": "reset-credentials", "reason": "expiredActionMessage"}
    assert told(server) == [("RESET_PASSWORD_ERROR", "expired_code", again)]


def test_an_address_is_verified(open_browser, server):
    alice = {**ALICE, "emailVerified": False, "requiredActions": ["VERIFY_EMAIL"]}
    browser = open_browser(eventsEnabled=True, resetPasswordAllowed=True, users=[alice], requiredActions=[VERIFY])
    browser.log_in()
    sent = {"username": "alice", "email": ALICE["email"]}
    assert told(server) == [("SEND_VERIFY_EMAIL", "", sent)]
    browser.send("GET", link_in(mails(server)[0])).follow()
    assert told(server) == [("VERIFY_EMAIL", "", {**sent, "action": "verify-email"}), ("LOGIN", "", {"username": "alice"})]


@pytest.mark.parametrize(("said", "ends"), [("true", True), ("TRUE", True), ("false", False), ("Only-Federated", False), (None, False)])
def test_a_link_logs_in_or_does_not(open_browser, server, said, ends):
    browser = open_browser(resetPasswordAllowed=True, requiredActions=[UPDATE], **_reset_flow(said)).ask().click("Forgot Password?")
    browser.submit(username="alice").send("GET", link_in(mails(server)[0])).follow()
    browser.submit(**{"password-new": "neu", "password-confirm": "neu"})
    assert browser.title == "Account updated" if ends else "code=" in browser.page.headers["location"], browser.text
    browser.ask()
    assert (browser.title == "Sign in to your account") is ends


def test_a_word_on_links_that_is_none(open_browser, server):
    browser = open_browser(eventsEnabled=True, resetPasswordAllowed=True, **_reset_flow("odd")).ask().click("Forgot Password?")
    browser.submit(username="alice")
    told(server)
    browser.send("GET", link_in(mails(server)[0]))
    assert (browser.page.status_code, "Invalid username or password." in browser.text) == (400, True)
    assert told(server) == [("RESET_PASSWORD_ERROR", "invalid_user_credentials", {"username": "alice", "action": "reset-credentials"})]


def _reset_flow(said):
    """The flow of a forgotten password whose message says whether it logs in."""
    steps = ("reset-credentials-choose-user", "reset-credential-email", "reset-password")
    executions = [{"authenticator": step, "requirement": "REQUIRED", "priority": at} for at, step in enumerate(steps)]
    executions[1] |= {"authenticatorConfig": "c"} if said is not None else {}
    flow = {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": executions}
    configs = [{"alias": "c", "config": {"force-login": said}}] if said is not None else []
    return {"resetCredentialsFlow": "mine", "authenticationFlows": [flow], "authenticatorConfig": configs}


def test_a_message_that_an_application_asks_for(open_browser, server):
    unproven = {**ALICE, "emailVerified": False}
    browser = open_browser(eventsEnabled=True, requiredActions=[VERIFY], users=[unproven]).ask(kc_action="VERIFY_EMAIL")
    browser.submit(username="alice", password="wonder").follow()
    assert told(server) == []
    assert mails(server) == []
    browser.submit()
    details = {"username": "alice", "email": ALICE["email"], "custom_required_action": "VERIFY_EMAIL"}
    assert told(server) == [("SEND_VERIFY_EMAIL", "", details)]
    browser.submit()
    assert "before resending the verification email" in browser.text
    assert len(mails(server)) == 1
    browser.submit(**{"cancel-aia": "true"})
    assert "kc_action_status=cancelled" in browser.page.headers["location"]
