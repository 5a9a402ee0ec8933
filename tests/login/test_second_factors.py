"""Recovery codes and passkeys as second factors, and the choice between several of them."""

import html
import json
import re

import pytest

from emulator.keys import otp
from tests.conftest import ALICE
from tests.login.test_flows import OTP, now

RECOVERY = {
    "alias": "CONFIGURE_RECOVERY_AUTHN_CODES",
    "name": "Recovery codes",
    "providerId": "CONFIGURE_RECOVERY_AUTHN_CODES",
    "enabled": True,
}
PASSKEY = {
    "type": "webauthn",
    "userLabel": "my key",
    "createdDate": 1700000000000,
    "secretData": "{}",
    "credentialData": json.dumps(
        {"credentialId": "AAECAw==", "counter": 0, "credentialPublicKey": "pQ", "transports": ["usb", "internal"]}
    ),
}
PASSWORD = ALICE["credentials"][0]


def flows(*requirements):
    """The default browser flow with these second factors as (provider, requirement)."""
    two = [{"authenticator": "conditional-user-configured", "requirement": "REQUIRED", "priority": 10, "authenticatorFlow": False}]
    for place, (provider, requirement) in enumerate(requirements, 2):
        two.append({"authenticator": provider, "requirement": requirement, "priority": 10 * place, "authenticatorFlow": False})
    forms = [
        {"authenticator": "auth-username-password-form", "requirement": "REQUIRED", "priority": 10, "authenticatorFlow": False},
        {"flowAlias": "second", "requirement": "CONDITIONAL", "priority": 20, "authenticatorFlow": True},
    ]
    return {
        "browserFlow": "mine",
        "authenticationFlows": [
            {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": forms},
            {"alias": "second", "providerId": "basic-flow", "topLevel": False, "builtIn": False, "authenticationExecutions": two},
        ],
    }


ALL = flows(("auth-otp-form", "ALTERNATIVE"), ("webauthn-authenticator", "ALTERNATIVE"), ("auth-recovery-authn-code-form", "ALTERNATIVE"))


def new_codes(browser):
    """The codes that the page shows, and the page posted."""
    codes = re.search(r'name="generatedRecoveryAuthnCodes" value="([^"]*)"', browser.page.text)[1].split(",")
    browser.submit()
    return codes


def test_recovery_codes_are_made_and_used_in_order(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["CONFIGURE_RECOVERY_AUTHN_CODES"]}], requiredActions=[RECOVERY], **ALL)
    browser.log_in()
    assert browser.title == "Recovery Authentication Codes"
    codes = new_codes(browser)
    assert len(codes) == len(set(codes)) == 12
    assert all(re.fullmatch("[A-NP-Z1-9]{12}", code) for code in codes)
    assert "code" in browser.sent
    for number, code in enumerate(codes, 1):
        browser = open_browser.beside(browser)
        browser.log_in()
        assert f"Recovery code #{number}" in browser.text
        for wrong in ("", codes[number % 12], code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", codes[number - 2]):
            browser.submit(recoveryCodeInput=wrong)
            assert "Invalid recovery authentication code" in browser.text
        browser.submit(recoveryCodeInput=code)
        if number < 12:
            assert "code" in browser.sent
    assert browser.title == "Recovery Authentication Codes"
    again = new_codes(browser)
    assert not set(again) & set(codes)
    assert "code" in browser.sent


@pytest.mark.parametrize(
    ("configured", "step", "action", "codes", "asked"),
    [
        ("true", "ALTERNATIVE", True, False, True), ("false", "ALTERNATIVE", True, False, False), ("true", "DISABLED", True, False, False),
        ("true", "ALTERNATIVE", False, False, False), ("true", "ALTERNATIVE", True, True, False),
    ],
)  # fmt: skip
def test_who_has_set_up_one_time_codes_goes_on_to_recovery_codes(open_browser, server, configured, step, action, codes, asked):
    """Where the action says so, a flow asks for them, the action for them is enabled, and the user has none yet."""
    second = flows(("auth-otp-form", "ALTERNATIVE"), ("auth-recovery-authn-code-form", step))
    setup = {"alias": "CONFIGURE_TOTP", "providerId": "CONFIGURE_TOTP", "enabled": True, "config": {"add-recovery-codes": configured}}
    kept = [{"type": "recovery-authn-codes", "secretData": '{"codes":[]}', "credentialData": "{}"}] if codes else []
    alice = {**ALICE, "credentials": [PASSWORD, *kept], "requiredActions": ["CONFIGURE_TOTP"]}
    browser = open_browser(users=[alice], requiredActions=[setup, {**RECOVERY, "enabled": action}], **second)
    browser.log_in()
    if codes:
        browser.submit()
    secret = re.search(r'name="totpSecret" value="([^"]*)"', browser.page.text)[1]
    credential = {**OTP, "secretData": json.dumps({"value": secret})}
    browser.submit(totp=otp.code_at(credential, now(server)), userLabel="mine", mode="manual")
    assert (browser.title == "Recovery Authentication Codes") is asked


@pytest.mark.parametrize("action", ["CONFIGURE_RECOVERY_AUTHN_CODES", "CONFIGURE_TOTP"])
def test_a_name_that_there_is_no_room_for(open_browser, server, action):
    """Keycloak fails of one with more than 255 characters; what is refused is not kept."""
    actions = [RECOVERY, {"alias": "CONFIGURE_TOTP", "providerId": "CONFIGURE_TOTP", "enabled": True}]
    browser = open_browser(users=[{**ALICE, "requiredActions": [action]}], requiredActions=actions, **ALL)
    browser.log_in()
    secret = re.search(r'name="totpSecret" value="([^"]*)"', browser.page.text)
    credential = {**OTP, "secretData": json.dumps({"value": secret[1] if secret else ""})}
    sent = {"totp": otp.code_at(credential, now(server)), "mode": "manual"} if secret else {}
    browser.submit(userLabel="y" * 256, **sent)
    assert browser.page.status_code == 400
    alice = server.live.emulator.store.realm("test").users.one("username", "alice")
    assert [credential["type"] for credential in alice["credentials"]] == ["password"]


def test_codes_that_the_page_did_not_show_are_not_taken(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["CONFIGURE_RECOVERY_AUTHN_CODES"]}], requiredActions=[RECOVERY], **ALL)
    browser.log_in()
    browser.submit(generatedRecoveryAuthnCodes="AAAAAAAAAAAA")
    assert browser.title == "Recovery Authentication Codes"
    browser.submit(generatedAt="1")
    assert browser.title == "Recovery Authentication Codes"
    new_codes(browser)
    assert "code" in browser.sent


def test_an_application_asks_for_codes(open_browser):
    browser = open_browser(requiredActions=[RECOVERY])
    browser.log_in(kc_action="CONFIGURE_RECOVERY_AUTHN_CODES")
    browser.submit(**{"cancel-aia": "true"})
    assert browser.sent["kc_action_status"] == "cancelled"
    browser.ask(kc_action="CONFIGURE_RECOVERY_AUTHN_CODES").follow()
    new_codes(browser)
    assert browser.sent["kc_action_status"] == "success"


@pytest.mark.parametrize(
    ("credentials", "first", "listed"),
    [
        ([PASSWORD, OTP, PASSKEY], "One-time code", ["Authenticator Application", "Passkey"]),
        ([PASSWORD, PASSKEY, OTP], "Passkey login", ["Passkey", "Authenticator Application"]),
    ],
)
def test_the_first_credential_of_the_user_is_asked_for_and_another_can_be_chosen(open_browser, credentials, first, listed):
    browser = open_browser(users=[{**ALICE, "credentials": credentials}], **ALL)
    browser.log_in()
    assert first in browser.text
    assert 'id="try-another-way"' in browser.page.text
    browser.submit(tryAnotherWay="on")
    assert browser.title == "Select login method"
    shown = re.findall(r'select-auth-box-headline">(.*?)<', browser.page.text)
    assert [html.unescape(one) for one in shown] == listed
    chosen = re.findall(r'name="authenticationExecution" value="([^"]*)"', browser.page.text)[1]
    browser.submit(authenticationExecution=chosen)
    assert ("One-time code" in browser.text) is (listed[1] == "Authenticator Application")


def test_one_way_alone_is_not_offered_a_choice(open_browser):
    browser = open_browser(users=[{**ALICE, "credentials": [PASSWORD, OTP]}], **ALL)
    browser.log_in()
    assert "try-another-way" not in browser.page.text
    browser.submit(tryAnotherWay="on")
    assert re.findall(r'select-auth-box-headline">(.*?)<', browser.page.text) == ["Authenticator Application"]


def test_nothing_is_jumped_to_that_is_not_offered(open_browser):
    open_ways = flows(("auth-otp-form", "ALTERNATIVE"))
    open_ways["authenticationFlows"].append(
        {
            "alias": "others", "providerId": "basic-flow", "topLevel": False, "builtIn": False,
            "authenticationExecutions": [
                {"authenticator": "allow-access-authenticator", "requirement": "REQUIRED", "priority": 1, "authenticatorFlow": False}
            ],
        }
    )  # fmt: skip
    open_ways["authenticationFlows"][0]["authenticationExecutions"].append(
        {"flowAlias": "others", "requirement": "REQUIRED", "priority": 30, "authenticatorFlow": True}
    )
    browser = open_browser(users=[{**ALICE, "credentials": [PASSWORD, OTP]}], **open_ways)
    tables = browser.realm.server.live.emulator.store.realm("test")
    steps = [step for flow in tables.realm.authentication_flows for step in flow["authenticationExecutions"]]
    assert {"allow-access-authenticator", "auth-otp-form"} <= {step.get("authenticator") for step in steps}
    from emulator.realm.executions import flows as read

    answers = {
        one.provider: one.id
        for flow in read(tables.realm).values()
        if flow.alias in ("mine", "second", "others")
        for one in flow.executions
    }
    for provider in ("allow-access-authenticator", "auth-otp-form"):
        browser.ask()
        browser.submit(username="alice", authenticationExecution=answers[provider])
        assert browser.page.status_code == 400
        assert "Invalid username or password." in browser.text
    browser.log_in()
    browser.submit(authenticationExecution=answers["allow-access-authenticator"])
    assert browser.page.status_code == 400


def test_the_page_of_a_passkey(open_browser):
    browser = open_browser(users=[{**ALICE, "credentials": [PASSWORD, PASSKEY]}], **ALL)
    browser.log_in()
    assert browser.title == "Passkey login"
    for hook in ('id="webauth"', 'id="authenticateWebAuthnButton"', 'name="authn_use_chk" value="AAECAw"', 'id="kc-form-webauthn"'):
        assert hook in browser.page.text
    assert "my key" in browser.text
    assert "Created Nov 14, 2023, 10:13 PM" in browser.text


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Failed to authenticate by the Passkey."),
        ({"error": "NotAllowedError: <b>x</b>"}, "Failed to authenticate by the Passkey."),
        ({"credentialId": "AAECAw", "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}, "result is invalid"),
        ({"credentialId": "nobodys", "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}, "result is invalid"),
        (
            {"credentialId": "AAECAw", "clientDataJSON": "e30", "authenticatorData": "A", "signature": "A", "userHandle": "eHg"},
            "First auth",
        ),
        ({"credentialId": "AAECAw", "clientDataJSON": "e30", "authenticatorData": "A", "signature": "A", "userHandle": "%%"}, "First auth"),
    ],
)
def test_a_passkey_that_does_not_work_can_be_tried_again(open_browser, posted, said):
    browser = open_browser(users=[{**ALICE, "credentials": [PASSWORD, PASSKEY]}], **ALL)
    browser.log_in()
    browser.submit(**posted)
    assert browser.title == "Passkey Error"
    assert said in browser.text
    assert "<b>x</b>" not in browser.page.text
    browser.submit()
    assert browser.title == "Passkey login"


@pytest.mark.parametrize("posted", [{}, {"error": "<b>no</b>"}, {"clientDataJSON": "e30", "attestationObject": "e30"}])
def test_a_passkey_that_cannot_be_registered(open_browser, posted):
    action = {"alias": "webauthn-register", "name": "Webauthn Register", "providerId": "webauthn-register", "enabled": True}
    browser = open_browser(users=[{**ALICE, "requiredActions": ["webauthn-register"]}], requiredActions=[action])
    browser.log_in()
    assert browser.title == "Passkey Registration"
    browser.submit(**posted)
    assert browser.title == "Passkey Error"
    assert "<b>no</b>" not in browser.page.text
    browser.submit()
    assert browser.title == "Passkey Registration"
