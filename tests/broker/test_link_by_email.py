"""A first login by a provider whose account is found: a link in a message says that it is the same person. Recorded on Keycloak 26.7.4."""

import json

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser
from tests.login.test_action_tokens import taken
from tests.login.test_flows import link_in, mails

APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}
KIND = "IDENTITY_PROVIDER_LINK_ACCOUNT"
FIRST = "IDENTITY_PROVIDER_FIRST_LOGIN"


@pytest.fixture
def browsers(server):
    provider = {"alias": "up", "providerId": "oidc", "enabled": True, "config": {"clientId": "here", "clientSecret": "known"}}
    people = {"aliceup": {"email": "alice@example.org", "given_name": "A", "family_name": "L"}}
    alice = {**ALICE, "emailVerified": False}
    realm = server.realm(
        clients=[APP], users=[alice], identityProviders=[provider], attributes={"upstream.up": json.dumps(people)},
        eventsEnabled=True, smtpServer={"host": "127.0.0.1", "port": "1", "from": "us@example.org"},
    )  # fmt: skip
    opened = [Browser(realm), Browser(realm)]
    yield opened
    for browser in opened:
        browser.http.close()


def begun(browser, server):
    """The page that waits for the link, and the link."""
    next_login = f"{server.url}/_emulator/realms/test/upstreams/up/next"
    wire.post(next_login, json={"persona": "aliceup"}).raise_for_status()
    browser.ask(kc_idp_hint="up").follow()
    assert browser.title == "Account already exists"
    browser.submit(submitAction="linkAccount")
    assert browser.title == "Link up"
    return link_in(mails(server)[-1])


def told(server):
    names = ("action", "identity_provider", "identity_provider_identity", "email", "username")
    return [(*event[:3], {name: event[3][name] for name in names if name in event[3]}) for event in taken(server)]


UP = {"identity_provider": "up", "identity_provider_identity": "aliceup"}
SENT = {**UP, "email": "alice@example.org", "username": "alice"}
FOLLOWED = {**UP, "action": "idp-verify-account-via-email", "email": "alice@example.org"}


def test_the_link_is_followed_where_the_login_was_begun(browsers, server, admin):
    browser, other = browsers
    link = begun(browser, server)
    assert told(server)[-2:] == [("SEND_IDENTITY_PROVIDER_LINK", None, True, SENT), (FIRST, None, False, UP)]
    browser.send("GET", link).follow()
    assert "code" in browser.sent
    events = told(server)
    assert (events[0][0], events[0][1], events[0][3] | FOLLOWED) == (KIND, None, events[0][3])
    assert [one[0] for one in events[1:]] == [FIRST, "FEDERATED_IDENTITY_LINK", "LOGIN"]
    (alice,) = admin.get("/users").json()
    assert alice["emailVerified"]
    for again in (browser, other):
        again.send("GET", link)
        assert (again.page.status_code, again.title) == (200, "Your email address has been verified already.")
        assert told(server) == [(f"{KIND}_ERROR", "email_already_verified", True, FOLLOWED)]


def test_the_link_is_followed_elsewhere(browsers, server):
    browser, other = browsers
    link = begun(browser, server)
    told(server)
    other.send("GET", link)
    assert other.title == "Confirm linking the account aliceup of identity provider up with your account."
    assert told(server) == []
    other.click("Click here to proceed")
    said = "You successfully verified your email. Please go back to your original browser and continue there with the login."
    assert other.title == said
    assert told(server) == [(KIND, None, True, {**FOLLOWED, "username": "alice"})]
    assert other.send("GET", link).title == "Your email address has been verified already."
    browser.click("Click here to proceed") if "Click here to proceed" in browser.text else browser.click("Click here")
    assert "code" in browser.sent


def test_the_link_comes_too_late(browsers, server):
    browser, other = browsers
    link = begun(browser, server)
    server.move_clock(600)
    told(server)
    assert "Action expired." in other.send("GET", link).text
    assert "Action expired. Please start again." in browser.send("GET", link).text
    assert [one[:3] for one in told(server)] == [("EXECUTE_ACTION_TOKEN_ERROR", "expired_code", True)] * 2
