"""The login themes beside the usual one: who chooses, and what programs match on. Expected values are the real Keycloak's answers."""

import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

NAMES = ("", "keycloak", "keycloak.v2", "base", "nope")


def client(name, **attributes):
    return {
        **SVC, "clientId": name, "redirectUris": ["https://app.example.org/*"], "baseUrl": "https://app.example.org/",
        "attributes": {"oauth2.device.authorization.grant.enabled": "true", **attributes},
    }  # fmt: skip


CLIENTS = [client(name or "app", **({"login_theme": name} if name else {})) for name in NAMES]


@pytest.fixture
def open_browser(server):
    return lambda **representation: Browser(server.realm(**{"users": [ALICE], "clients": CLIENTS, **representation}))


def body(browser):
    """The page without its style and its scripts."""
    return re.sub(r"(?s)<(style|script|noscript)[^>]*>.*?</\1>", "", browser.page.text)


def theme(browser):
    if "pf-v5" in body(browser):
        return "keycloak.v2"
    return "keycloak" if 'class="login-pf-page"' in body(browser) else "base"


def classes(browser, element_id):
    found = re.search(rf'<(\w+)[^>]* id="{element_id}"[^>]*>', body(browser))
    named = re.search(r' class="([^"]*)"', found[0])
    return found[1], named[1].split() if named else []


@pytest.mark.parametrize(
    ("of_realm", "usual"), [(None, "keycloak.v2"), ("keycloak", "keycloak"), ("base", "base"), ("nope", "keycloak.v2")]
)
def test_who_chooses(open_browser, of_realm, usual):
    browser = open_browser(users=[], **({"loginTheme": of_realm} if of_realm else {}))
    for name, expected in (
        ("app", usual),
        ("keycloak", "keycloak"),
        ("keycloak.v2", "keycloak.v2"),
        ("base", "base"),
        ("nope", "keycloak.v2"),
    ):
        assert theme(browser.ask(client_id=name)) == expected, name
        assert theme(browser.ask(client_id=name, redirect_uri="x")) == expected, name
        assert theme(browser.get("protocol/openid-connect/logout", client_id=name)) == expected, name
        browser.cookies = {}
        assert theme(browser.get("login-actions/authenticate", client_id=name)) == expected, name
        for door in ("device", "protocol/openid-connect/registrations", "broker/x/login", "login-actions/detached-info", "nope"):
            asked = browser.send("GET", door, params={"client_id": name}, headers={"Accept": "text/html"})
            assert theme(asked) == usual, (door, name)
    assert theme(browser.ask(client_id="unknown")) == usual


def test_a_login_in_the_old_theme(open_browser):
    browser = open_browser(
        loginTheme="keycloak", rememberMe=True, registrationAllowed=True, resetPasswordAllowed=True, internationalizationEnabled=True,
        supportedLocales=["en", "de"],
    ).ask()  # fmt: skip
    assert classes(browser, "kc-login") == ("input", ["pf-c-button", "pf-m-primary", "pf-m-block", "btn-lg"])
    assert classes(browser, "username") == ("input", ["pf-c-form-control"])
    assert [one for one in re.findall(r' id="([^"]+)"', body(browser)) if not one.startswith(("social", "known"))] == [
        "kc-header", "kc-header-wrapper", "kc-locale", "kc-locale-wrapper", "kc-locale-dropdown", "kc-current-locale-link",
        "language-switch1", "language-1", "language-2", "kc-page-title", "kc-content", "kc-content-wrapper", "kc-form", "kc-form-wrapper",
        "kc-form-login", "username", "password", "kc-form-options", "rememberMe", "kc-form-buttons", "id-hidden-input", "kc-login",
        "kc-info", "kc-info-wrapper", "kc-registration-container", "kc-registration",
    ]  # fmt: skip
    browser.submit(username="alice", password="no")
    assert classes(browser, "input-error") == ("span", ["pf-c-form__helper-text", "pf-m-error", "required", "kc-feedback-text"])
    browser.click("Register").submit(email="x")
    assert classes(browser, "input-error-username")[1] == ["pf-c-form__helper-text", "pf-m-error", "required", "kc-feedback-text"]
    browser.ask().click("Forgot").submit(username="alice")
    browser.ask().submit(username="alice", password="wonder")
    browser.ask(prompt="login")
    assert "kc-page-title" not in body(browser)
    assert classes(browser, "kc-attempted-username") == ("label", [])
    assert '<span class="pf-c-alert__title kc-feedback-text">Please re-authenticate to continue</span>' in body(browser)


@pytest.mark.parametrize("name", ["keycloak", "base"])
def test_actions_in_the_old_themes(open_browser, name):
    browser = open_browser(loginTheme=name, users=[{**ALICE, "requiredActions": ["CONFIGURE_TOTP"]}]).ask()
    assert bool(classes(browser, "username")[1]) is (name == "keycloak")
    browser.submit(username="alice", password="wonder")
    assert "alert-warning" in body(browser)
    browser.submit(totp="1", userLabel="phone")
    assert classes(browser, "input-error-otp-code")[0] == "span"
    assert [
        tag for tag in ("totp", "totpSecret", "userLabel", "logout-sessions", "saveTOTPBtn") if f'id="{tag}"' not in body(browser)
    ] == []


def test_every_page_has_a_template_in_every_theme():
    from emulator.pages import login_pages, render

    environment = render._environment()
    own = {"upstream", "account", "account_entrance", "console", "no_console", "hostname_debug"}
    names = {one.removesuffix(".html") for one in environment.list_templates(["html"]) if "/" not in one and not one.startswith("_")}
    old = {one.removeprefix("base/").removesuffix(".html") for one in environment.list_templates(["html"]) if one.startswith("base/")}
    shared = {"error", "info", "page_expired", "link_email", "frontchannel_logout"}
    assert names - own - old == shared
    assert {page.template for page in login_pages.PAGES.values()} <= old | shared
    for name in old:
        environment.get_template(f"base/{name}.html")
