"""The language of the pages: who chooses it, and the realm's own texts."""

import html
import json
import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

APP = {
    **SVC,
    "clientId": "app",
    "name": "The ${client_account} shop",
    "baseUrl": "https://app.example.org/",
    "redirectUris": ["https://app.example.org/*"],
}
GERMAN = {
    "internationalizationEnabled": True,
    "supportedLocales": ["en", "de", "ar", "xx"],
    "defaultLocale": "de",
    "localizationTexts": {"de": {"doLogIn": "Los <b>'{0}'</b> ''jetzt''", "invalidUserMessage": "Falsch!"}, "en": {"doLogIn": "Go"}},
}


@pytest.fixture
def open_browser(server):
    def browser(**representation):
        return Browser(server.realm(users=[ALICE], clients=[APP], registrationAllowed=True, **{**GERMAN, **representation}))

    return browser


def language(browser):
    found = re.search(r'<html [^>]*lang="([^"]*)"', browser.page.text)[1]
    assert browser.page.headers["content-language"] == found
    return found


def test_the_realms_language_without_any_other_wish(open_browser):
    browser = open_browser().ask()
    assert language(browser) == "de"
    assert browser.title == "Bei Ihrem Konto anmelden"
    assert 'dir="ltr"' in browser.page.text


@pytest.mark.parametrize(
    ("asked", "header", "cookie", "expected"),
    [
        ("", "en-GB;q=0.5, zz", "", "en"),
        ("", "de;q=0.1, en;q=0.9", "", "en"),
        ("", "en;q=nonsense", "", "de"),
        ("fr en", "de", "", "en"),
        ("", "de", "en", "en"),
        ("de", "en", "en", "de"),
        ("", "", "pirate", "de"),
    ],
)
def test_who_chooses_the_language(open_browser, asked, header, cookie, expected):
    browser = open_browser()
    browser.cookies = {"KEYCLOAK_LOCALE": cookie} if cookie else {}
    query = {"client_id": "app", "response_type": "code", "redirect_uri": "https://app.example.org/cb"}
    browser.send("GET", "protocol/openid-connect/auth", params={**query, "ui_locales": asked}, headers={"Accept-Language": header})
    assert language(browser) == expected


def test_a_realms_language_that_is_none(open_browser):
    browser = open_browser(defaultLocale="", supportedLocales=["en", "de"])
    assert language(browser.ask()) == "und"
    assert re.findall(r"<option[^>]*>(.*?)</option>", browser.page.text) == ["English (English)", "German (Deutsch)"]
    assert language(browser.ask(ui_locales="de")) == "de"
    assert language(browser.ask(client_id="nobody")) == "und"


def test_a_user_has_a_language(server):
    user = {**ALICE, "attributes": {"locale": ["en"]}, "requiredActions": ["UPDATE_PASSWORD"]}
    browser = Browser(server.realm(users=[user], clients=[APP], **GERMAN))
    assert language(browser.ask()) == "de"
    browser.submit(username="alice", password="wonder")
    assert (language(browser), browser.title) == ("en", "Update password")
    assert browser.cookies["KEYCLOAK_LOCALE"] == "en"
    browser.http.close()


def test_choosing_a_language_is_remembered(open_browser):
    browser = open_browser().ask()
    choices = {
        html.unescape(label): html.unescape(url)
        for url, label in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', browser.page.text)
    }
    assert list(choices) == ["Arabisch (العربية)", "Deutsch", "Englisch (English)", "xx"]
    browser.get(choices["Arabisch (العربية)"])
    assert language(browser) == "ar"
    assert 'dir="rtl"' in browser.page.text
    assert browser.cookies["KEYCLOAK_LOCALE"] == "ar"
    assert browser.title == "Sign in to your account"


def test_messages_come_in_the_pages_language(open_browser):
    browser = open_browser(localizationTexts={}).ask().submit(username="alice", password="no")
    assert "Ungültiger Benutzername oder Passwort." in browser.text
    browser.click("Registrieren").submit(username="", email="x")
    assert "Bitte geben Sie einen Benutzernamen ein." in browser.text
    assert '<input type="hidden" id="locale" name="locale" value="de">' in browser.page.text


PROFILE = {
    "attributes": [
        {"name": name, "displayName": f"${{{name}}}", "permissions": {"view": ["user"], "edit": ["user"]}, **more}
        for name, more in (
            ("username", {}),
            ("email", {}),
            ("firstName", {"validations": {"length": {"min": "3"}, "pattern": {"pattern": "[A-Z]+", "error-message": "Nur Großes"}}}),
            ("lastName", {"displayName": "Sippe"}),
        )
    ]
}


def test_messages_keep_their_arguments_and_their_lines(open_browser):
    config = {"kc.user.profile.config": [json.dumps(PROFILE)]}
    kind = "org.keycloak.userprofile.UserProfileProvider"
    components = {kind: [{"providerId": "declarative-user-profile", "config": config}]}
    browser = open_browser(localizationTexts={}, passwordPolicy="maxLength(6)", components=components).ask().click("Registrieren")
    assert "Vorname" in browser.text
    assert "Sippe" in browser.text
    new = {"username": "neo", "email": "neo@example.org", "firstName": "ABC", "lastName": "b"}
    browser.submit(**new, **{"password": "too long", "password-confirm": "too long"})
    assert "Ungültiges Passwort: Es darf höchstens 6 Zeichen lang sein." in browser.text
    browser.ask().submit(username="alice", password="wonder").submit(email="a@example.org", firstName="a", lastName="b")
    assert "Minimale Länge ist 3. Nur Großes" in browser.text


def test_a_message_waits_for_the_next_page(open_browser):
    browser = open_browser(localizationTexts={}).ask()
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', browser.page.text)[1])
    browser.get(re.sub("session_code=[^&]*", "session_code=old", action)).follow()
    assert "Die Aktion ist nicht mehr gültig. Bitte fahren Sie nun mit der Anmeldung fort." in browser.text


def test_the_realms_own_texts_come_first_and_are_escaped(open_browser):
    browser = open_browser().ask().submit(username="alice", password="no")
    assert "Los &lt;b&gt;{0}&lt;/b&gt; &#39;jetzt&#39;" in browser.page.text
    assert "Falsch!" in browser.text


def test_texts_of_a_realm_that_is_not_international(open_browser):
    browser = open_browser(internationalizationEnabled=False).ask(ui_locales="de")
    assert language(browser) == "en"
    assert re.search(r'id="kc-login"[^>]*>Go<', browser.page.text)
    assert "login-select-toggle" not in browser.page.text.partition("</style>")[2]
    assert " dir=" not in browser.page.text


def test_an_error_is_told_again_in_another_language(open_browser):
    browser = open_browser().ask(redirect_uri="https://evil.example.org/")
    assert (browser.page.status_code, browser.title) == (400, "Es ist ein Fehler aufgetreten.")
    assert 'id="backToApplication" href="https://app.example.org/"' in browser.page.text
    url = html.unescape(re.search(r'<option value="([^"]*kc_locale=en)"', browser.page.text)[1])
    browser.get(url)
    assert (browser.page.status_code, language(browser)) == (400, "en")
    assert "Invalid parameter: redirect_uri" in browser.text
    browser.cookies.pop("KC_STATE_CHECKER")
    assert "Action expired." in browser.get(url).text


@pytest.mark.parametrize("checker", ["", "x", "1.2.3"])
def test_a_message_of_another_browser_is_not_told(open_browser, checker):
    browser = open_browser(defaultLocale="en")
    browser.cookies = {"KC_STATE_CHECKER": checker}
    browser.get("login-actions/detached-info", kc_state_checker=checker)
    assert (browser.page.status_code, "Action expired." in browser.text) == (400, True)


def test_where_a_page_is_found_in_another_language(open_browser):
    """Errors of a step at the step, devices at their page, what a browser is told beside its login by its cookie."""
    action = {"alias": "delete_account", "providerId": "delete_account", "name": "Delete Account", "enabled": True}
    browser = open_browser(defaultLocale="en", requiredActions=[action])
    browser.log_in(kc_action="delete_account")
    assert ("You do not have enough permissions" in browser.text, "KC_STATE_CHECKER" in browser.cookies) == (True, False)
    assert "execution=delete_account" in language_url(browser)
    browser.get("device")
    assert language_url(browser).endswith("/device?execution=USER_CODE_VERIFICATION&kc_locale=de")
    browser.get("device/status", error="expired_token")
    assert "/detached-info?kc_state_checker=" in language_url(browser)
    browser.cookies.clear()
    browser.ask()
    page = browser.page
    browser.submit(username="alice", password="wonder")
    browser.page = page
    browser.post(username="alice", password="wonder")
    assert browser.sent["error"] == "temporarily_unavailable"
    assert "KC_STATE_CHECKER" in browser.cookies
    browser.get("login-actions/authenticate", client_id="app", tab_id="x", execution="x")
    assert "tab_id" not in language_url(browser)


def language_url(browser):
    """Where the page is shown in German."""
    return html.unescape(re.search(r'<option value="([^"]*kc_locale=de)"', browser.page.text)[1])
