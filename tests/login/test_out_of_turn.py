"""Addresses of the login pages that come too late, too early, or with something odd. Every expected value was asked of Keycloak 26.7.4."""

import base64
import html
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conftest import ALICE
from tests.login.browser import CALLBACK
from tests.login.conftest import APP

FAILED = "An error occurred, please login again through your application."
NO_COOKIE = "Restart login cookie not found."
LOGGED_IN = "You are already logged in."
PATHS = ("authenticate", "registration", "required-action", "first-broker-login", "post-broker-login", "restart")
OFF = {**APP, "clientId": "off", "enabled": False}
THIRD = {**APP, "clientId": "third", "consentRequired": True}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "requiredActions": ["UPDATE_PASSWORD"]}
OPEN = {"registrationAllowed": True, "resetPasswordAllowed": True}


def data(**members):
    return base64.urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


def tab(browser):
    """The parameters of the form on show."""
    action = re.search(r'<form[^>]*action="([^"]*)"', browser.page.text)
    return dict(parse_qsl(urlsplit(html.unescape(action[1]) if action else browser.location).query))


def shows(browser, status, text):
    assert (browser.page.status_code, browser.page.headers["cache-control"]) == (status, "no-store, must-revalidate, max-age=0")
    assert text in browser.text


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_without_cookies(open_browser, path):
    browser = open_browser(clients=(APP, OFF))
    for query in ({}, {"client_id": "app"}, {"client_id": "nope"}, {"client_id": "off", "tab_id": "x"}):
        shows(browser.get(f"login-actions/{path}", **query), 400, NO_COOKIE)


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_whose_login_is_another_clients(open_browser, path):
    browser = open_browser(clients=(APP, THIRD, OFF)).ask()
    known = tab(browser)["tab_id"]
    for query in ({}, {"client_id": "nope"}, {"client_id": "off", "tab_id": "x"}, {"client_id": "third", "tab_id": known}):
        shows(browser.get(f"login-actions/{path}", **query), 400, FAILED)


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_that_is_logged_in(open_browser, path):
    browser = open_browser(clients=(APP, OFF)).log_in()
    for query in (
        {},
        {"client_id": "app", "tab_id": "x", "session_code": "x"},
        {"client_id": "off", "client_data": data(ru=CALLBACK, rt="code")},
    ):
        shows(browser.get(f"login-actions/{path}", **query), 400, LOGGED_IN)
    browser.get(f"login-actions/{path}", client_id="app", tab_id="x", client_data=data(ru=CALLBACK, rt="code", st="s"))
    assert (browser.sent["error"], browser.sent["error_description"], browser.sent["state"]) == (
        "temporarily_unavailable",
        "authentication_expired",
        "s",
    )


@pytest.mark.parametrize(
    ("client_data", "status", "said"),
    [
        ("!!", 400, "Invalid Request"),
        (data(x=1), 400, "Invalid Request"),
        ("W10", 400, "Invalid Request"),
        ("bnVsbA", 400, LOGGED_IN),
        ("", 400, LOGGED_IN),
        (data(), 400, "invalid_request"),
        (data(ru=CALLBACK), 400, "invalid_request"),
        (data(ru=CALLBACK, rt="nope"), 400, "unsupported_response_type"),
        (data(ru=CALLBACK, rt="code", rm="nope"), 400, "invalid_request"),
        (data(ru=CALLBACK, rt="id_token"), 401, "unauthorized_client"),
        (data(ru="https://evil.example.org/", rt="code"), 400, "Invalid parameter: redirect_uri"),
    ],
)
def test_what_a_login_that_is_over_says_of_its_request(open_browser, client_data, status, said):
    browser = open_browser().log_in()
    shows(browser.get("login-actions/authenticate", client_id="app", tab_id="x", client_data=client_data), status, said)


@pytest.mark.parametrize(
    ("path", "sent", "title"),
    [
        ("authenticate", "execution", "Sign in to your account"),
        ("authenticate", "code", "Page has expired"),
        ("authenticate", "bad code", "Page has expired"),
        ("authenticate", "code, bad execution", "Page has expired"),
        ("registration", "execution", "Register"),
        ("registration", "code", "Page has expired"),
        ("reset-credentials", "execution", "Forgot Your Password?"),
        ("required-action", "", "Page has expired"),
        ("required-action", "code, execution", "Page has expired"),
        ("first-broker-login", "", "Not found serialized context in authenticationSession."),
        ("post-broker-login", "code, execution", "Not found serialized context in authenticationSession."),
        ("first-broker-login", "bad execution", "Page has expired"),
    ],
)
def test_steps_out_of_turn(open_browser, path, sent, title):
    browser = open_browser(**OPEN).ask()
    known = tab(browser)
    values = {"execution": known["execution"], "code": known["session_code"], "bad execution": "x", "bad code": "x"}
    query = {("execution" if "execution" in word else "session_code"): values[word] for word in sent.split(", ") if word}
    browser.get(f"login-actions/{path}", client_id="app", tab_id=known["tab_id"], **query)
    assert title in browser.text


def test_a_required_action_is_shown_again_and_its_code_alone_leads_back_to_it(open_browser):
    browser = open_browser(users=(BOB,)).log_in("bob")
    known = tab(browser)
    query = {"client_id": "app", "tab_id": known["tab_id"]}
    assert browser.get("login-actions/required-action", **query).title == "Update password"
    code = tab(browser)["session_code"]
    browser.get("login-actions/required-action", **query, session_code=code)
    assert "/login-actions/required-action?execution=UPDATE_PASSWORD" in browser.location
    assert browser.get("login-actions/authenticate", **query).title == "Page has expired"


def test_registration_and_reset_are_refused_once_the_login_is_found(open_browser):
    browser = open_browser().ask()
    query = {"client_id": "app", "tab_id": tab(browser)["tab_id"]}
    shows(browser.get("login-actions/registration", **query), 400, "Registration not allowed")
    shows(browser.get("login-actions/reset-credentials", **query), 400, "Reset Credential not allowed")


@pytest.mark.parametrize(
    ("query", "client_id", "redirect_uri"),
    [
        ({}, "account", "/account/"),
        ({"client_id": ""}, "account", "/account/"),
        ({"client_id": "app", "redirect_uri": CALLBACK}, "app", CALLBACK),
    ],
)
def test_an_application_links_to_the_page_for_a_forgotten_password(open_browser, query, client_id, redirect_uri):
    browser = open_browser(**OPEN).get("login-actions/reset-credentials", **query)
    assert browser.title == "Forgot Your Password?"
    known = tab(browser)
    text = known["client_data"]
    request = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert (known["client_id"], request["rt"]) == (client_id, "code")
    assert request["ru"].endswith(redirect_uri)


def test_a_link_without_a_redirect_uri_ends_on_a_page(open_browser):
    browser = open_browser(**OPEN).get("login-actions/reset-credentials", client_id="app")
    known = tab(browser)
    browser.get("login-actions/authenticate", client_id="app", tab_id=known["tab_id"])
    browser.submit(username="alice", password="wonder")
    assert browser.title == "Account updated"
    assert "KEYCLOAK_IDENTITY" not in browser.cookies


@pytest.mark.parametrize("home", ["", "https://app.example.org/home"])
def test_who_is_logged_in_gets_the_message_for_a_forgotten_password_at_once(open_browser, home):
    """The name is not asked for; the page behind is that of a new login, which wants the password and ends as the link would."""
    browser = open_browser(clients=[{**APP, "baseUrl": home}], **OPEN).log_in()
    browser.get("login-actions/reset-credentials", client_id="app")
    assert (browser.title, "You should receive an email shortly" in browser.text) == ("Sign in to your account", True)
    assert 'id="kc-attempted-username"' in browser.page.text
    browser.submit(password="wonder")
    assert browser.title == "Account updated"
    assert (f'href="{home}"' in browser.page.text) is bool(home)
    browser.ask(prompt="login").click("Forgot Password?")
    assert "Please re-authenticate to continue" in browser.text


def test_the_page_behind_a_forgotten_password_has_the_name_that_was_typed(open_browser):
    browser = open_browser(**OPEN).ask().click("Forgot Password?").submit(username="nobody ")
    assert 'value="nobody "' in browser.page.text
    browser.submit(username="hint", password="x").ask(login_hint="hint").submit(username="typed", password="x")
    assert 'value="hint"' in browser.click("Forgot Password?").page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"redirect_uri": CALLBACK}, "Missing parameters: client_id"),
        ({"client_id": "nope"}, "Client not found."),
        ({"client_id": "off"}, "Client disabled."),
        ({"client_id": "app", "redirect_uri": "https://evil.example.org"}, "Invalid parameter: redirect_uri"),
    ],
)
def test_links_to_a_forgotten_password_that_lead_nowhere(open_browser, query, said):
    shows(open_browser(clients=(APP, OFF), **OPEN).get("login-actions/reset-credentials", **query), 400, said)


@pytest.mark.parametrize(
    ("form", "sent"),
    [({}, "code"), ({"code": "bad"}, "code"), ({"cancel": ""}, "error"), ({"cancel": "x", "accept": "Yes"}, "error")],
)
def test_consent_is_given_unless_it_is_refused(open_browser, form, sent):
    browser = open_browser(clients=(APP, THIRD)).ask(client_id="third").submit(username="alice", password="wonder")
    query = {"client_id": "third", "tab_id": tab(browser)["tab_id"]}
    browser.send("POST", "login-actions/consent", params=query, data=form)
    assert sent in browser.sent


def test_consent_with_the_code_of_another_page_or_too_early_has_expired(open_browser):
    browser = open_browser(clients=(APP, THIRD)).ask(client_id="third")
    query = {"client_id": "third", "tab_id": tab(browser)["tab_id"]}
    assert browser.send("POST", "login-actions/consent", params=query, data={}).title == "Page has expired"
    browser.ask(client_id="third").submit(username="alice", password="wonder")
    query["tab_id"] = tab(browser)["tab_id"]
    assert browser.send("POST", "login-actions/consent", params=query, data={"session_code": "x"}).title == "Page has expired"


@pytest.mark.parametrize(
    "path", ["", "/authenticate", "/consent", "/restart", "/action-token", "/detached-info", "/nope", "/authenticate/x"]
)
def test_every_path_answers_every_method(open_browser, path):
    browser = open_browser()
    for method in ("PUT", "DELETE", "PATCH"):
        assert browser.send(method, f"login-actions{path}").page.status_code == 405
        assert browser.page.headers["cache-control"] == "no-store, must-revalidate, max-age=0"
    options = browser.send("OPTIONS", f"login-actions{path}").page
    assert (options.status_code, options.headers["allow"]) == (200, "HEAD, POST, GET, OPTIONS")
    assert browser.send("HEAD", f"login-actions{path}").page.status_code == (200 if path == "/action-token" else 404)
    for method, missing in (
        ("GET", {"", "/consent", "/nope", "/authenticate/x"}),
        ("POST", {"", "/restart", "/action-token", "/detached-info", "/nope"}),
    ):
        if path in missing:
            assert browser.send(method, f"login-actions{path}").page.status_code == 404


def test_a_link_without_its_key(open_browser):
    shows(open_browser().get("login-actions/action-token", key=""), 400, "Invalid Request")


def test_a_client_that_was_turned_off_meanwhile(open_browser, server):
    browser = open_browser().ask()
    query = {"client_id": "app", "tab_id": tab(browser)["tab_id"]}
    clients = server.live.emulator.store.realm("test").clients
    app = clients.one("clientId", "app")
    server.live.call(lambda: clients.put(app["id"], {**app, "enabled": False}))
    shows(browser.get("login-actions/authenticate", **query), 400, "Login requester not enabled")
    assert "KC_RESTART" not in browser.cookies


@pytest.mark.parametrize("languages", [{}, {"supportedLocales": []}, {"supportedLocales": ["xx"]}])
def test_an_international_realm_without_languages_speaks_its_default_one(open_browser, languages):
    browser = open_browser(internationalizationEnabled=True, defaultLocale="de", **languages)
    assert browser.ask(client_id="nope").title == "Es ist ein Fehler aufgetreten."
    assert "KC_STATE_CHECKER" in browser.cookies
    known = tab(browser.ask())
    assert '<html class="login-pf" lang="de" dir="ltr">' in browser.page.text
    browser.get("login-actions/authenticate", client_id="app", tab_id=known["tab_id"], kc_locale="fr")
    assert (browser.title, browser.cookies["KEYCLOAK_LOCALE"]) == ("Bei Ihrem Konto anmelden", "fr")
