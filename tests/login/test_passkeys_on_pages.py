"""Passkeys at the forms for name and password: answers recorded on Keycloak 26.7.4."""

import html
import json
import re

import pytest

from emulator.keys import webauthn
from tests.conftest import ALICE
from tests.keys.test_webauthn import Authenticator
from tests.support import claims

VERIFIED = 5
DATA = ["clientDataJSON", "authenticatorData", "signature", "credentialId", "userHandle", "error"]
USED = {"credential_type": "webauthn-passwordless", "web_authn_authenticator_user_verification_checked": "true"}
PLAIN = {"webAuthnPolicyPasswordlessUserVerificationRequirement": "required"}
_DETAIL = "web_authn_authentication_error_detail"


def step(provider, requirement="ALTERNATIVE", below=False):
    return {"flowAlias" if below else "authenticator": provider, "requirement": requirement, "authenticatorFlow": below}


def flow(alias, *steps, top=True):
    executions = [{**one, "priority": place} for place, one in enumerate(steps)]
    return {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False, "authenticationExecutions": executions}


IN_TURN = [
    flow("in turn", step("auth-cookie"), step("forms in turn", below=True)),
    flow("forms in turn", step("auth-username-form", "REQUIRED"), step("auth-password-form", "REQUIRED"), top=False),
]


class Device(Authenticator):
    """A passkey of somebody, in the browser that shows a page."""

    def credential(self):
        data = {"credentialId": webauthn.encoded(self.id), "counter": 0, "credentialPublicKey": webauthn.encoded(self.cose)}
        return {"type": "webauthn-passwordless", "userLabel": "my key", "secretData": "{}", "credentialData": json.dumps(data)}

    def answer(self, browser, handle, *, challenge=None, flags=VERIFIED, counter=1, **more):
        asked = re.search(r'"challenge": "([^"]*)"', browser.page.text)[1]
        origin = browser.realm.server.url.partition("/auth")[0]
        sent = self.get(flags, relying_party="127.0.0.1", counter=counter, challenge=challenge or asked, origin=origin)
        values = [*sent, webauthn.encoded(self.id), webauthn.encoded(handle.encode()), ""]
        return press(browser, "webauth", **dict(zip(DATA, values, strict=True)) | more)


def press(browser, form="kc-form-login", **fields):
    action = html.unescape(re.search(rf'<form id="{form}" action="([^"]*)"', browser.page.text)[1])
    return browser.send("POST", action, data=fields).follow()


def forms(browser):
    return re.findall(r'<form id="([^"]*)"', browser.page.text)


@pytest.fixture
def door(open_browser, admin):
    """A browser, a passkey, ids of alice, who has it, and of bob; what the events say."""
    device = Device()
    alice = {**ALICE, "credentials": [*ALICE["credentials"], device.credential()]}
    bob = {**ALICE, "username": "bob", "email": "bob@example.org"}

    def opened(**realm):
        realm = {"eventsEnabled": True, "webAuthnPolicyPasswordlessPasskeysEnabled": True, "rememberMe": True, **PLAIN, **realm}
        browser = open_browser(users=[alice, bob], **realm)
        ids = {one["username"]: one["id"] for one in admin.get("/users").json()}
        return browser, device, ids

    def events():
        noted = [(one.get("error"), one.get("userId"), one["details"]) for one in reversed(admin.get("/events").json())]
        admin.delete("/events")
        return noted

    return opened, events


def test_a_passkey_on_the_login_page(door, open_browser):
    opened, events = door
    browser, device, ids = opened()
    browser.ask()
    assert (browser.title, forms(browser)) == ("Sign in to your account", ["kc-form-login", "webauth"])
    assert re.findall(r'autocomplete="([^"]*)"', browser.page.text) == ["username webauthn", "current-password"]
    device.answer(browser, ids["alice"], rememberMe="on")
    ((error, user, details),) = events()
    assert (error, user) == (None, ids["alice"])
    told = {**USED, "username": "alice", "remember_me": "true", "public_key_credential_id": webauthn.encoded(device.id)}
    assert details | told == details
    assert claims(browser.tokens()["id_token"])["acr"] == "1"
    events()
    for answer, said, error, detail in (
        ({"counter": 1}, "Passkey authentication result is invalid.", "invalid_user_credentials",
         "Malicious counter value is detected. Cloned authenticators exist in parallel."),
        ({"challenge": "AAAA"}, "Passkey authentication result is invalid.", "invalid_user_credentials",
         "The actual challenge does not match the expected challenge"),
        ({"flags": 1, "counter": 2}, "Passkey authentication result is invalid.", "invalid_user_credentials",
         "Verifier is configured to check user verified, but UV flag in authenticatorData is not set."),
        ({"signature": ""}, "Failed to authenticate by the Passkey.", "not_allowed", "Missing compulsory webauthn parameters"),
        ({"userHandle": ""}, "Unknown user authenticated by the Passkey.", "user_not_found", None),
        ({"userHandle": webauthn.encoded(ids["bob"].encode())}, "Unknown user authenticated by the Passkey.", "user_not_found", None),
    ):  # fmt: skip
        other = open_browser.beside(browser).ask()
        device.answer(other, ids["alice"], **answer)
        assert f"Sign in to your account {said} Username or email" in other.text
        assert forms(other) == ["kc-form-login", "webauth"]
        ((told, user, details),) = events()
        assert (told, user, details.get(_DETAIL), details["credential_type"]) == (error, None, detail, "webauthn-passwordless")
    other.submit(username="alice", password="wonder", credentialId="zzz")
    assert "code" in other.sent
    other = open_browser.beside(browser).ask()
    press(other, "webauth", error="NotAllowedError: no")
    assert (other.page.status_code, other.title) == (400, "We are sorry...")
    assert [(error, user) for error, user, _ in events()][-1] == ("invalid_user_credentials", None)


def test_who_is_known_uses_a_key_of_theirs(door, open_browser):
    opened, events = door
    browser, device, ids = opened()
    browser.log_in()
    events()
    browser.ask(prompt="login")
    assert forms(browser) == ["kc-form-login", "webauth", "authn_select"]
    device.answer(browser, ids["bob"])
    assert "First authenticated user is not the one authenticated by the Passkey." in browser.text
    ((error, user, details),) = events()
    known = {"first_authenticated_user_id": ids["alice"], "web_authn_authenticated_user_id": ids["bob"]}
    assert (error, user, details | known) == ("different_user_authenticated", None, details)
    device.answer(browser, ids["alice"])
    assert "code" in browser.sent
    other = open_browser.beside(browser)
    other.log_in(username="bob")
    assert forms(other.ask(prompt="login")) == ["kc-form-login"]
    press(other, username="", password="wrong")
    assert (events()[-1][1], events() == []) == (ids["bob"], True)


def test_name_and_password_in_turn(door, open_browser):
    opened, events = door
    browser, device, ids = opened(browserFlow="in turn", authenticationFlows=IN_TURN)
    assert forms(browser.ask()) == ["kc-form-login", "webauth"]
    device.answer(browser, ids["alice"])
    assert "code" in browser.sent
    other = open_browser.beside(browser).ask()
    device.answer(other, ids["alice"], challenge="AAAA")
    assert "Passkey authentication result is invalid. Username or email" in other.text
    assert "Invalid username or email." in press(other, username="nobody").text
    press(other, username="alice")
    assert forms(other) == ["kc-form-login", "webauth", "authn_select"]
    events()
    assert "Invalid password." in press(other, password="wrong").text
    ((error, user, details),) = events()
    assert (error, user, details.get("username")) == ("invalid_user_credentials", ids["alice"], None)
    device.answer(other, ids["alice"], counter=2)
    assert "code" in other.sent
    third = open_browser.beside(browser).ask()
    assert forms(press(third, username="bob")) == ["kc-form-login"]


def test_organizations_ask_who_it_is_and_take_a_passkey(door, open_browser):
    opened, _ = door
    acme = {"name": "acme", "alias": "acme", "domains": [{"name": "acme.org"}]}
    browser, device, ids = opened(organizationsEnabled=True, organizations=[acme])
    assert forms(browser.ask()) == ["kc-form-login", "webauth"]
    device.answer(browser, ids["alice"], challenge="AAAA")
    assert "Passkey authentication result is invalid. Username or email" in browser.text
    device.answer(browser, ids["alice"])
    assert "code" in browser.sent
    for name, shown in (
        ("alice", ["kc-form-login", "webauth", "authn_select"]),
        ("bob", ["kc-form-login"]),
        ("zzz", ["kc-form-login", "webauth"]),
    ):
        other = open_browser.beside(browser).ask()
        assert forms(press(other, username=name)) == shown
        assert "Password" in other.text
    other = open_browser.beside(browser).ask()
    press(other, "webauth", error="no")
    assert "Username or email Password" in other.text


def test_what_the_policy_says(door, admin):
    opened, events = door
    browser, device, ids = opened(bruteForceProtected=True, failureFactor=1, waitIncrementSeconds=600)
    browser.log_in(password="wrong")
    device.answer(browser, ids["alice"])
    assert "code" in browser.sent
    admin.put(f"/users/{ids['alice']}", json={"enabled": False})
    events()
    device.answer(browser.ask(prompt="login"), ids["alice"], counter=2)
    assert (browser.page.status_code, "Account is disabled, contact your administrator." in browser.text) == (400, True)
    assert [(error, user) for error, user, _ in events()] == [("user_disabled", ids["alice"])]
    server = browser.realm.server
    policy = "webAuthnPolicyPasswordless"
    server.update_realm("test", **{
        policy + "RpId": "example.org", policy + "CreateTimeout": 30, policy + "UserVerificationRequirement": "not specified",
        policy + "Mediation": "none", policy + "AuthenticatorAttachment": "platform",
    })  # fmt: skip
    browser.cookies.clear()
    options = json.loads(re.search(r"const options = (\{.*?\}), mediation", browser.ask().page.text)[1])
    assert (options["rpId"], options["timeout"], "userVerification" in options) == ("example.org", 30000, False)
    assert ', mediation = "none";' in browser.page.text
    server.update_realm("test", webAuthnPolicyPasswordlessPasskeysEnabled=False)
    assert forms(browser.ask()) == ["kc-form-login"]
    assert "webauthn" not in browser.page.text
