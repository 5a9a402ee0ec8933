"""What an attacker tries with somebody's browser: each ends in a page, and nobody gets what is not theirs."""

import html
import re
from html.parser import HTMLParser

import pytest

from emulator.mail import mailbox
from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser

APP = {
    **SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "implicitFlowEnabled": True,
    "attributes": {"post.logout.redirect.uris": "+"},
}  # fmt: skip
MALLORY = {**ALICE, "username": "mallory", "email": "mallory@example.org"}
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
ELSEWHERE = [
    "https://evil.example.org/",
    "https://app.example.org.evil.example.org/cb",
    "https://app.example.org@evil.example.org/cb",
    "https://app.example.org:password@evil.example.org/",
    "https://app.example.org\\@evil.example.org/",
    "https://evil.example.org/https://app.example.org/",
    "https://evil.example.org#https://app.example.org/",
    "https://app.example.org%2f@evil.example.org/",
    "https://app.example.org%00.evil.example.org/",
    "http://app.example.org/cb",
    "//evil.example.org/cb",
    "/\\evil.example.org",
    "javascript:alert(1)//https://app.example.org/",
    "data:text/html,<script>alert(1)</script>",
    "https://app.example.org/../x/../../evil",
    "https://app.example.org/%2e%2e/evil",
    "https://app.example.org/cb\r\nX-Injected: 1",
    " https://app.example.org/cb",
    "https://app.example.org/cb\x00",
    "https://app.example.org/cb#code=stolen",
    "https://app.example.org/cb?state=forged",
    "https://app.example.org/<script>",
    "https://app.example.org/%zz",
    "*",
]


@pytest.fixture
def open_browser(server):
    def browser(beside=None, **representation):
        return Browser(beside.realm if beside else server.realm(users=[ALICE, MALLORY], clients=[APP], **representation))

    return browser


class _Markup(HTMLParser):
    """Elements and attributes of a page that could run something."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [f"{tag}@{name}" for name, value in attrs if name.startswith("on") and "alert" in (value or "")]
        self.found += [f"{tag}@{name}={value}" for name, value in attrs if (value or "").strip().lower().startswith("javascript:")]

    def handle_data(self, data):
        if self.lasttag == "script" and "alert(1)" in data and "<script>" not in data:
            self.found.append(f"script: {data[:80]}")


def harmless(page):
    """Whether nothing that was sent runs on the page; the page may show it as text."""
    parser = _Markup()
    parser.feed(page.text)
    assert not parser.found, parser.found
    assert "<script>alert(1)" not in page.text
    assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(\d+)", page.text)
    return True


# Open redirects


@pytest.mark.parametrize("signed_in", [False, True])
def test_an_answer_goes_to_no_foreign_address(open_browser, signed_in):
    browser = open_browser()
    if signed_in:
        browser.log_in()
    for uri in ELSEWHERE:
        browser.ask(redirect_uri=uri, prompt="none")
        assert (browser.page.status_code, browser.location) == (400, ""), uri
        assert "x-injected" not in browser.page.headers, uri
        assert harmless(browser.page), uri


def test_a_logout_leads_to_no_foreign_address(open_browser):
    browser = open_browser()
    browser.log_in()
    hint = browser.tokens()["id_token"]
    for uri in ELSEWHERE:
        browser.get("protocol/openid-connect/logout", client_id="app", post_logout_redirect_uri=uri, id_token_hint=hint)
        assert (browser.page.status_code, browser.location) == (400, ""), uri
        assert harmless(browser.page), uri


@pytest.mark.parametrize("uri", ["https://evil.example.org/", "javascript:alert(1)", "//evil.example.org"])
def test_the_account_console_links_to_no_foreign_referrer(open_browser, uri):
    browser = open_browser()
    browser.get("account/", referrer="app", referrer_uri=uri).follow()
    browser.submit(username="alice", password="wonder")
    assert browser.page.status_code == 200
    assert "evil.example.org" not in browser.page.text
    assert harmless(browser.page)


# Login CSRF and session fixation


def test_a_login_form_posted_from_elsewhere_logs_nobody_in(open_browser):
    attacker = open_browser()
    victim = open_browser(attacker)
    attacker.ask()
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', attacker.page.text)[1])
    victim.send("POST", action, data={"username": "mallory", "password": "wonder"})
    assert victim.page.status_code == 400
    assert "Restart login cookie not found" in victim.text
    assert "KEYCLOAK_IDENTITY" not in victim.cookies


def test_a_login_form_of_another_browsers_login_is_not_taken(open_browser):
    attacker = open_browser()
    victim = open_browser(attacker)
    attacker.ask()
    victim.ask()
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', attacker.page.text)[1])
    victim.send("POST", action, data={"username": "mallory", "password": "wonder"})
    assert not victim.location.startswith(CALLBACK)
    assert "KEYCLOAK_IDENTITY" not in victim.cookies


def test_a_planted_login_session_does_not_become_the_attackers(open_browser):
    attacker = open_browser()
    victim = open_browser(attacker)
    attacker.ask()
    planted = dict(attacker.cookies)
    victim.cookies |= planted
    victim.log_in()
    assert victim.sent["code"]
    attacker.cookies = planted
    attacker.ask(prompt="none")
    assert attacker.sent["error"] == "login_required"
    attacker.ask()
    assert attacker.page.status_code == 200
    assert attacker.title == "Sign in to your account"


def test_a_forged_session_cookie_is_not_a_session(open_browser):
    victim = open_browser()
    victim.log_in()
    attacker = open_browser(victim)
    attacker.cookies["AUTH_SESSION_ID"] = victim.cookies["AUTH_SESSION_ID"]
    attacker.cookies["KEYCLOAK_SESSION"] = victim.cookies["KEYCLOAK_SESSION"]
    attacker.ask(prompt="none")
    assert attacker.sent["error"] == "login_required"
    header, payload, signature = victim.cookies["KEYCLOAK_IDENTITY"].split(".")
    for forged in (f"{header}.{payload}.", f"{header}.{payload}.{signature[::-1]}", "eyJhbGciOiJub25lIn0." + payload + ".", "x", "..", ""):
        attacker.cookies["KEYCLOAK_IDENTITY"] = forged
        attacker.ask(prompt="none")
        assert attacker.sent["error"] == "login_required", forged


def test_an_access_token_is_no_identity_cookie(open_browser):
    victim = open_browser()
    victim.log_in()
    tokens = victim.tokens()
    attacker = open_browser(victim)
    for name in ("access_token", "id_token", "refresh_token"):
        attacker.cookies["KEYCLOAK_IDENTITY"] = tokens[name]
        attacker.ask(prompt="none")
        assert attacker.sent["error"] == "login_required", name


# Codes


def test_a_code_serves_only_the_client_and_address_that_asked(open_browser, server):
    clients = [APP, {**APP, "clientId": "other"}]
    browser = Browser(server.realm("codes", users=[ALICE], clients=clients))
    for wrong in ({"client_id": "other"}, {"redirect_uri": "https://app.example.org/other"}, {"code_verifier": "v" * 43}):
        browser.log_in() if "KEYCLOAK_IDENTITY" not in browser.cookies else browser.ask()
        form = {"client_id": "app", "client_secret": "s3cret", "code": browser.sent["code"], "redirect_uri": CALLBACK, **wrong}
        answer = browser.realm.post("/token", grant_type="authorization_code", **form)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        form |= {"client_id": "app", "redirect_uri": CALLBACK}
        form.pop("code_verifier", None)
        answer = browser.realm.post("/token", grant_type="authorization_code", **form)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant"), "a code is spent by its first use"
    browser.http.close()


def test_a_code_that_is_used_twice_ends_what_it_gave(open_browser):
    browser = open_browser()
    browser.log_in()
    tokens = browser.tokens()
    assert browser.realm.userinfo(tokens["access_token"]).status_code == 200
    form = {"client_id": "app", "client_secret": "s3cret", "code": browser.sent["code"], "redirect_uri": CALLBACK}
    again = browser.realm.post("/token", grant_type="authorization_code", **form)
    assert again.json()["error"] == "invalid_grant"
    assert browser.realm.userinfo(tokens["access_token"]).status_code == 401
    refreshed = browser.realm.token(client_id="app", grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.json()["error"] == "invalid_grant"


# Reflected values


NAMES = (
    "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "login_hint", "ui_locales",
    "kc_locale", "acr_values", "claims", "request", "request_uri", "max_age", "code_challenge", "code_challenge_method", "kc_idp_hint",
    "kc_action", "display", "unknown<b>",
)  # fmt: skip


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_no_parameter_of_a_request_becomes_markup(open_browser, mode):
    first = open_browser()
    for name in NAMES:
        browser = open_browser(first)
        for more in ({}, {"prompt": "none"}):
            browser.ask(**{"response_mode": mode, **more, name: SCRIPT})
            assert browser.page.status_code < 500, name
            assert harmless(browser.page), name


def test_no_field_of_a_form_becomes_markup(open_browser):
    browser = open_browser(registrationAllowed=True, resetPasswordAllowed=True)
    browser.ask().submit(username=SCRIPT, password=SCRIPT)
    assert harmless(browser.page)
    browser.click("Forgot Password?").submit(username=SCRIPT)
    assert harmless(browser.page)
    fields = dict.fromkeys(("username", "email", "firstName", "lastName", "password", "password-confirm", "user.attributes.x"), SCRIPT)
    browser.ask().click("Register").submit(**fields)
    assert harmless(browser.page)
    browser.get("device", user_code=SCRIPT)
    assert harmless(browser.page)


def test_no_address_of_a_page_becomes_markup(open_browser):
    browser = open_browser()
    actions = [f"login-actions/{name}" for name in ("authenticate", "required-action", "action-token", "reset-credentials")]
    for path in (*actions, "broker/x/login", "broker/x/endpoint", "clients/%3Cscript%3E/redirect", "protocol/openid-connect/logout"):
        names = ("session_code", "execution", "client_id", "tab_id", "key", "client_data", "state", "error", "error_description", "code")
        browser.get(path, **dict.fromkeys(names, SCRIPT))
        assert browser.page.status_code < 500
        assert harmless(browser.page)


def test_no_name_of_a_user_client_or_realm_becomes_markup(open_browser, server):
    user = {**ALICE, "firstName": "<img src=x onerror=alert(1)>", "attributes": {"x": [SCRIPT]}}
    client = {**APP, "name": SCRIPT, "description": SCRIPT, "consentRequired": True}
    browser = Browser(server.realm("names", users=[user], clients=[client], displayName=SCRIPT, displayNameHtml=SCRIPT))
    browser.ask()
    assert harmless(browser.page)
    browser.submit(username="alice", password="wonder")
    assert harmless(browser.page)
    for page in ("account/", "account/applications", "account/personal-info", "account/device-activity"):
        browser.get(page).follow()
        assert harmless(browser.page)
    browser.http.close()


def test_a_posted_answer_carries_a_state_only_as_text(open_browser):
    browser = open_browser()
    browser.log_in()
    browser.ask(response_mode="form_post", state=SCRIPT)
    assert harmless(browser.page)
    (value,) = re.findall(r'name="state" value="([^"]*)"', browser.page.text, re.IGNORECASE)
    assert html.unescape(value) == SCRIPT


# Links in mails


def reset_link(browser, server):
    browser.ask().click("Forgot Password?").submit(username="alice")
    mail = server.live.call(lambda: mailbox.last(server.live.emulator.store.realm("test"), "alice@example.org"))
    (link,) = mailbox.links(mail)
    return link


def test_a_link_works_once(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True)
    link = reset_link(browser, server)
    browser.get(link).follow()
    browser.submit(**{"password-new": "changed", "password-confirm": "changed"})
    assert browser.sent["code"]
    thief = open_browser(browser)
    thief.get(link).follow()
    assert thief.page.status_code == 400
    assert "password-new" not in thief.page.text


def test_an_old_link_ends_with_its_lifespan(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True, actionTokenGeneratedByUserLifespan=300)
    link = reset_link(browser, server)
    server.move_clock(301)
    thief = open_browser(browser)
    thief.get(link).follow()
    assert "password-new" not in thief.page.text


def test_a_changed_link_opens_nothing(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True)
    link = reset_link(browser, server)
    key = re.search(r"key=([^&]+)", link)[1]
    header, payload, signature = key.split(".")
    thief = open_browser(browser)
    for forged in (
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"eyJhbGciOiJub25lIn0.{payload}.",
        f"{header}.{payload}.",
        payload,
        "",
        "...",
    ):
        thief.get(link.replace(key, forged)).follow()
        assert thief.page.status_code == 400, forged
        assert "password-new" not in thief.page.text


def test_a_link_is_of_its_realm(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True)
    link = reset_link(browser, server)
    other = Browser(server.realm("other", users=[ALICE], clients=[APP], resetPasswordAllowed=True))
    other.get(link.replace("/realms/test/", "/realms/other/")).follow()
    assert other.page.status_code == 400
    other.http.close()
