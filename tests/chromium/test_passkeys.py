"""Passkeys in a real browser with a virtual authenticator."""

import re

from tests.chromium.test_chromium import log_in, open_page  # noqa: F401 - a fixture
from tests.conftest import ALICE
from tests.login.test_second_factors import flows
from tests.real_browser import plug_in

ACTIONS = [
    {"alias": one, "name": one, "providerId": one, "enabled": True} for one in ("webauthn-register", "webauthn-register-passwordless")
]


def again(page, callback):
    page.context.clear_cookies()
    query = f"client_id=app&response_type=code&scope=openid&redirect_uri={callback}"
    page.goto(f"{callback.replace('master', 'test')}/protocol/openid-connect/auth?{query}")


def credentials(server, kind):
    (alice,) = [one for one in server.export()["users"] if one["username"] == "alice"]
    return [one for one in alice["credentials"] if one["type"] == kind]


def test_a_second_factor_is_registered_and_asked_for(open_page, server):  # noqa: F811
    alice = {**ALICE, "requiredActions": ["webauthn-register"]}
    page, _, callback = open_page(
        host="localhost", users=[alice], requiredActions=ACTIONS, **flows(("webauthn-authenticator", "ALTERNATIVE"))
    )
    back = re.compile(re.escape(callback) + r"\?.*code=")
    session, device = plug_in(page)
    log_in(page)
    page.click("#registerWebAuthn")
    page.wait_for_url(back)
    assert [one["userLabel"] for one in credentials(server, "webauthn")] == ["my key"]
    again(page, callback)
    log_in(page)
    assert page.inner_text("#kc-webauthn-authenticator-label-0") == "my key"
    page.click("#authenticateWebAuthnButton")
    page.wait_for_url(back)
    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    again(page, callback)
    log_in(page)
    page.click("#authenticateWebAuthnButton")
    page.wait_for_selector("#kc-try-again")
    assert "Failed to authenticate by the Passkey." in page.inner_text("main")
    page.click("#kc-try-again")
    page.wait_for_selector("#authenticateWebAuthnButton")


def test_a_key_says_who_its_user_is(open_page, server):  # noqa: F811
    alice = {**ALICE, "requiredActions": ["webauthn-register-passwordless"]}
    step = {"authenticator": "webauthn-authenticator-passwordless", "requirement": "REQUIRED", "priority": 10, "authenticatorFlow": False}
    passwordless = {
        "alias": "passwordless",
        "providerId": "basic-flow",
        "topLevel": True,
        "builtIn": False,
        "authenticationExecutions": [step],
    }
    page, _, callback = open_page(host="localhost", users=[alice], requiredActions=ACTIONS, authenticationFlows=[passwordless])
    back = re.compile(re.escape(callback) + r"\?.*code=")
    plug_in(page)
    log_in(page)
    page.click("#registerWebAuthn")
    page.wait_for_url(back)
    assert len(credentials(server, "webauthn-passwordless")) == 1
    server.update_realm("test", browserFlow="passwordless")
    again(page, callback)
    page.click("#authenticateWebAuthnButton")
    page.wait_for_url(back)


def test_the_login_page_takes_a_key(open_page, server):  # noqa: F811
    alice = {**ALICE, "requiredActions": ["webauthn-register-passwordless"]}
    page, _, callback = open_page(host="localhost", users=[alice], requiredActions=ACTIONS)
    back = re.compile(re.escape(callback) + r"\?.*code=")
    plug_in(page)
    log_in(page)
    page.click("#registerWebAuthn")
    page.wait_for_url(back)
    # The browser asks for a key on its own, by autofill, and is given the one that it has.
    policy = {"webAuthnPolicyPasswordlessRpEntityName": "keycloak", "webAuthnPolicyPasswordlessPasskeysEnabled": True}
    server.update_realm("test", **policy)
    again(page, callback)
    page.wait_for_url(back)
    # Where the policy wants that left to the user there is the button.
    server.update_realm("test", **policy, webAuthnPolicyPasswordlessMediation="none")
    again(page, callback)
    page.click("#authenticateWebAuthnButton")
    page.wait_for_url(back)
