"""Logging in with a browser: what lies between the authorization request and the redirect."""

import html
import json
import re

import pytest

from emulator.keys import otp
from tests.conftest import ALICE
from tests.login.conftest import APP

OTP = {
    "type": "otp",
    "userLabel": "phone",
    "secretData": json.dumps({"value": "DJmQfC73VGFhw7D4QJ8A"}),
    "credentialData": json.dumps({"digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1", "subType": "totp"}),
}


def mails(server):
    """Messages of the realm ``test``, newest last."""
    return server.live.call(lambda: list(server.live.emulator.store.realm("test").mailbox))


def link_in(mail):
    return re.search(r"https?://\S+", mail.text)[0]


def now(server):
    return server.live.emulator.clock.seconds()


def test_a_wrong_password_shows_the_form_again(open_browser):
    browser = open_browser()
    browser.log_in(password="wrong")
    assert browser.page.status_code == 200
    assert "Invalid username or password." in browser.text
    browser.submit(username="alice", password="wonder")
    assert browser.sent["state"] == "s"


def test_single_sign_on_and_what_breaks_it(open_browser):
    browser = open_browser(clients=[APP, {**APP, "clientId": "second"}])
    browser.log_in()
    first = browser.sent["session_state"]
    browser.ask(client_id="second")
    assert browser.sent["session_state"] == first
    browser.ask(prompt="login")
    assert "Please re-authenticate to continue" in browser.text
    assert 'id="kc-attempted-username"' in browser.page.text
    browser.submit(password="wonder")
    assert browser.sent["session_state"] == first


def test_prompt_none_tells_what_is_missing(open_browser):
    browser = open_browser(clients=[APP, {**APP, "clientId": "asks", "consentRequired": True}])
    assert browser.ask(prompt="none").sent["error"] == "login_required"
    browser.log_in()
    assert "code" in browser.ask(prompt="none").sent
    assert browser.ask(prompt="none", client_id="asks").sent["error"] == "interaction_required"


def test_an_old_page_leads_back_to_the_current_one(open_browser):
    browser = open_browser()
    browser.ask()
    old = re.search(r'<form[^>]*action="([^"]*)"', browser.page.text)[1].replace("&amp;", "&")
    browser.submit(username="alice", password="wrong")
    browser.send("POST", old, data={"username": "alice", "password": "wonder"}).follow()
    assert "Action expired. Please continue with login now." in browser.text
    browser.submit(username="alice", password="wonder")
    assert "code" in browser.sent


def test_a_page_that_is_done_with_has_expired(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["UPDATE_PASSWORD"]}])
    browser.ask()
    first = re.search(r'<form[^>]*action="([^"]*)"', browser.page.text)[1].replace("&amp;", "&")
    browser.submit(username="alice", password="wonder")
    browser.send("POST", first, data={"username": "alice", "password": "wonder"})
    assert browser.title == "Page has expired"
    assert browser.click("Click here").title == "Sign in to your account"


def test_a_login_without_its_cookies_begins_anew(open_browser):
    browser = open_browser()
    browser.ask()
    del browser.cookies["AUTH_SESSION_ID"]
    browser.submit(username="alice", password="wonder")
    assert "Your login attempt timed out. Login will start from the beginning." in browser.text
    browser.submit(username="alice", password="wonder")
    assert "code" in browser.sent
    browser.cookies.clear()
    browser.get("login-actions/authenticate", client_id="app")
    assert browser.page.status_code == 400
    assert "Restart login cookie not found" in browser.text


def test_a_login_that_took_too_long_begins_anew(open_browser, server):
    browser = open_browser(accessCodeLifespanLogin=60)
    browser.ask()
    server.move_clock(61)
    browser.submit(username="alice", password="wonder")
    assert browser.title == "Sign in to your account"
    browser.submit(username="alice", password="wonder")
    assert "code" in browser.sent


def test_registration(open_browser):
    browser = open_browser(users=[ALICE], registrationAllowed=True, passwordPolicy="length(3)")
    browser.ask().click("Register")
    form = {"username": "bob", "email": "bob@example.org", "firstName": "Bob", "lastName": "B"}
    browser.submit(**{**form, "username": "alice", "password": "ab", "password-confirm": "abc"})
    assert "Username already exists." in browser.text
    assert "Password confirmation doesn't match." not in browser.text or "minimum length 3" in browser.text
    browser.submit(**form, **{"password": "bobby", "password-confirm": "bobby"})
    token = browser.tokens()
    assert browser.realm.userinfo(token["access_token"]).json()["preferred_username"] == "bob"


def test_registration_is_refused_where_it_is_not_allowed(open_browser):
    browser = open_browser()
    browser.ask()
    tab = re.search(r"tab_id=([^&\"]+)", browser.page.text)[1]
    browser.get("login-actions/registration", client_id="app", tab_id=tab)
    assert browser.page.status_code == 400
    assert "Registration not allowed" in browser.text


def test_required_actions_come_in_their_order(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["UPDATE_PASSWORD", "UPDATE_PROFILE"]}])
    browser.log_in()
    assert browser.title == "Update Account Information"
    browser.submit(email="no address", firstName="A", lastName="")
    assert "Invalid email address." in browser.text
    assert "Please specify this field." in browser.text
    browser.submit(email="new@example.org", firstName="A", lastName="L")
    assert browser.title == "Update password"
    browser.submit(**{"password-new": "one", "password-confirm": "two"})
    assert "Passwords don't match." in browser.text
    browser.submit(**{"password-new": "changed", "password-confirm": "changed"})
    assert browser.realm.userinfo(browser.tokens()["access_token"]).json()["email"] == "new@example.org"
    assert browser.realm.http.post("/token", data={
        "grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "alice", "password": "changed",
    }).status_code == 200  # fmt: skip


def test_a_one_time_code_is_asked_of_who_has_an_authenticator(open_browser, server):
    browser = open_browser(users=[{**ALICE, "credentials": [*ALICE["credentials"], OTP]}])
    browser.log_in()
    assert browser.title == "Sign In"
    assert "Invalid authenticator code." in browser.submit(otp="000000").text
    code = otp.code_at(OTP, now(server))
    browser.submit(otp=code)
    assert "code" in browser.sent
    again = open_browser.beside(browser)
    again.log_in()
    assert "Invalid authenticator code." in again.submit(otp=code).text


def test_setting_up_an_authenticator(open_browser, server):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["CONFIGURE_TOTP"]}])
    browser.log_in()
    assert browser.title == "Mobile Authenticator Setup"
    secret = re.search(r'name="totpSecret" value="([^"]*)"', browser.page.text)[1]
    credential = {**OTP, "secretData": json.dumps({"value": secret})}
    assert "Please specify authenticator code." in browser.submit(totp="").text
    browser.submit(totp=otp.code_at(credential, now(server)), userLabel="mine", mode="manual")
    assert "code" in browser.sent
    again = open_browser.beside(browser)
    again.log_in()
    assert again.title == "Sign In"


def test_consent_is_asked_once(open_browser):
    browser = open_browser(clients=[{**APP, "consentRequired": True, "name": "The App"}])
    browser.log_in()
    assert browser.title == "Grant Access to The App"
    assert "Email address" in browser.text
    browser.submit(accept="Yes")
    assert "code" in browser.sent
    assert "code" in browser.ask().sent
    browser.ask(scope="openid address").follow()
    assert browser.title == "Grant Access to The App"
    browser.submit(cancel="No")
    assert browser.sent["error"] == "access_denied"


@pytest.mark.parametrize(("answer", "status"), [({"cancel-aia": "true"}, "cancelled"), ({}, "success")])
def test_an_application_asks_for_an_action(open_browser, answer, status):
    browser = open_browser()
    browser.log_in(kc_action="UPDATE_PASSWORD")
    assert browser.title == "Update password"
    browser.submit(**(answer or {"password-new": "wonder", "password-confirm": "wonder"}))
    assert browser.sent["kc_action"] == "UPDATE_PASSWORD"
    assert browser.sent["kc_action_status"] == status
    assert browser.ask(kc_action="nonsense").sent["kc_action_status"] == "error"


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_a_forgotten_password_is_asked_for_the_name_that_was_typed(open_browser, name):
    browser = open_browser(resetPasswordAllowed=True)
    browser.log_in(username=name, password="wrong").click("Forgot Password?")
    assert re.search(rf'<input[^>]*name="username"[^>]*value="{name}"', browser.page.text)


def test_a_forgotten_password_is_reset_through_the_mailbox(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True)
    browser.ask().click("Forgot Password?")
    assert "Please specify username." in browser.submit(username="").text
    assert "You should receive an email shortly" in browser.submit(username="nobody").text
    assert mails(server) == []
    browser.click("Forgot Password?").submit(username="alice")
    assert "You should receive an email shortly" in browser.text
    mail = mails(server)[0]
    assert (mail.recipient, mail.subject) == ("alice@example.org", "Reset password")
    browser.get(link_in(mail)).follow()
    assert browser.title == "Update password"
    browser.submit(**{"password-new": "found", "password-confirm": "found"})
    assert "code" in browser.sent
    browser.get(link_in(mail))
    assert "Action expired." in browser.text


def test_an_address_is_verified_by_its_link(open_browser, server):
    browser = open_browser(users=[{**ALICE, "emailVerified": False}], verifyEmail=True)
    browser.log_in()
    assert browser.title == "Email verification"
    browser.get(link_in(mails(server)[0])).follow()
    assert browser.realm.userinfo(browser.tokens()["access_token"]).json()["email_verified"] is True


def test_an_address_is_verified_in_another_browser_after_a_question(open_browser, server):
    browser = open_browser(users=[{**ALICE, "emailVerified": False}], verifyEmail=True)
    browser.log_in()
    other = open_browser.beside(browser)
    other.get(link_in(mails(server)[0]))
    assert "Confirm validity of e-mail address alice@example.org." in other.text
    assert "Your email address has been verified." in other.click("Click here to proceed").text


def test_remember_me_outlives_the_browser(open_browser):
    browser = open_browser(rememberMe=True)
    browser.ask()
    browser.submit(username="alice", password="wonder", rememberMe="on")
    lines = browser.page.headers.get_list("set-cookie")
    assert any(line.startswith("KEYCLOAK_IDENTITY=") and "Max-Age=36000" in line for line in lines)
    browser.cookies = {name: value for name, value in browser.cookies.items() if name == "KEYCLOAK_REMEMBER_ME"}
    browser.ask()
    assert 'name="username" type="text" value="alice"' in browser.page.text


DISABLED = "Account is disabled, contact your administrator."
WRONG = "Invalid username or password."
BY_STEPS = {
    "browserFlow": "steps",
    "authenticationFlows": [
        {
            "alias": "steps", "providerId": "basic-flow", "topLevel": True, "builtIn": False,
            "authenticationExecutions": [
                {"authenticator": provider, "requirement": "REQUIRED", "priority": 10, "authenticatorFlow": False}
                for provider in ("auth-username-form", "auth-password-form")
            ],
        }
    ],
}  # fmt: skip


def test_a_disabled_user_who_knows_the_password_is_told_so(open_browser, admin):
    browser = open_browser(users=[{**ALICE, "enabled": False}], eventsEnabled=True)
    for password, said, event in (
        ("no", WRONG, "invalid_user_credentials"), ("", WRONG, "invalid_user_credentials"), ("wonder", DISABLED, "user_disabled"),
    ):  # fmt: skip
        assert said in browser.log_in(password=password).text, password
        assert admin.get("/events").json()[0]["error"] == event


def test_what_a_login_in_two_steps_says(open_browser, admin):
    browser = open_browser(**BY_STEPS)
    for name in ("", "  ", "nobody"):
        assert "Invalid username or email." in browser.ask().submit(username=name).text, name
    browser.ask().submit(username="alice")
    for password in ("no", ""):
        assert "Invalid password." in browser.submit(password=password).text, password
    user = admin.get("/users").json()[0]
    assert admin.put(f"/users/{user['id']}", json={**user, "enabled": False}).status_code == 204
    page = browser.post(password="no").page
    assert (page.status_code, DISABLED in page.text) == (400, True)
    browser.cookies = {}
    assert DISABLED in browser.ask().submit(username="alice").text


def test_a_client_may_have_a_browser_flow_of_its_own(open_browser):
    flow = {
        "alias": "two steps", "providerId": "basic-flow", "topLevel": True, "builtIn": False,
        "authenticationExecutions": [
            {"authenticator": "auth-username-form", "requirement": "REQUIRED", "priority": 10, "authenticatorFlow": False},
            {"authenticator": "auth-password-form", "requirement": "REQUIRED", "priority": 20, "authenticatorFlow": False},
        ],
    }  # fmt: skip
    flow["id"] = "11111111-2222-4333-8444-555555555555"
    own = {**APP, "clientId": "own", "authenticationFlowBindingOverrides": {"browser": flow["id"]}}
    browser = open_browser(clients=[APP, own], authenticationFlows=[flow])
    browser.ask(client_id="own")
    assert 'id="password"' not in browser.page.text
    browser.submit(username="alice")
    assert 'id="username"' not in browser.page.text
    browser.submit(password="wonder")
    assert "code" in browser.sent


def test_kerberos_is_asked_for_and_never_there(open_browser, server, admin):
    steps = [{"authenticator": "auth-spnego", "requirement": "ALTERNATIVE", "priority": 1}]
    steps.append({"authenticator": "auth-username-password-form", "requirement": "ALTERNATIVE", "priority": 2})
    flow = {"alias": "tickets", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": steps}
    browser = open_browser(browserFlow="tickets", authenticationFlows=[flow], eventsEnabled=True).ask()
    assert (browser.page.status_code, browser.page.headers["www-authenticate"]) == (401, "Negotiate")
    assert browser.page.headers["content-type"] == "text/html"
    action = html.unescape(re.search('ACTION="([^"]*)"', browser.page.text)[1])
    browser.send("POST", action)
    assert browser.title == "Sign in to your account"
    assert "code" in browser.submit(username="alice", password="wonder").sent
    for sent in ("Negotiate YII=", "Basic abc", "Bearer x"):
        other = open_browser.beside(browser)
        other.http.headers["Authorization"] = sent
        assert other.ask().title == "Sign in to your account"
    assert open_browser.beside(browser).ask(prompt="none").sent["error"] == "login_required"
    server.update_realm("test", authenticationFlows=[{**flow, "authenticationExecutions": [{**steps[0], "requirement": "REQUIRED"}]}])
    other = open_browser.beside(browser).ask()
    assert (other.page.status_code, other.page.headers["www-authenticate"]) == (401, "Negotiate")
    assert "Kerberos is not set up. You cannot login." in other.text
    other.http.headers["Authorization"] = "Negotiate YII="
    admin.delete("/events")
    assert (other.ask().page.status_code, "Invalid username or password." in other.text) == (400, True)
    assert [one["error"] for one in admin.get("/events").json()] == ["invalid_user_credentials"]


def test_a_flow_without_steps_lets_nobody_in(open_browser, admin):
    flow = {"alias": "empty", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": []}
    browser = open_browser(browserFlow="empty", authenticationFlows=[flow], eventsEnabled=True).ask()
    assert (browser.page.status_code, "Invalid username or password." in browser.text) == (400, True)
    assert {"AUTH_SESSION_ID", "KC_RESTART"} <= set(browser.cookies)
    assert [(one["type"], one["error"]) for one in admin.get("/events").json()] == [("LOGIN_ERROR", "invalid_user_credentials")]
