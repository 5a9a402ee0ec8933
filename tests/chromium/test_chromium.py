"""The pages in a real browser, driven by Playwright; skipped where either is missing."""

import re

import pytest

from tests.conftest import ALICE, SVC


@pytest.fixture
def open_page(chromium, server):
    """Opens the login page of a realm whose client lives on the emulator itself; returns the page and the client's redirect URI."""
    contexts = []

    def open_one(options=None, attributes=None, host="127.0.0.1", **representation):
        base = server.url.replace("127.0.0.1", host)
        callback = f"{base}/realms/master"
        client = {**SVC, "clientId": "app", "redirectUris": [f"{base}/*"], "attributes": attributes or {}}
        client["frontchannelLogout"] = "frontchannel.logout.url" in client["attributes"]
        realm = server.realm(**{"users": [ALICE], "clients": [client], "registrationAllowed": True, **representation})
        contexts.append(chromium.new_context(**(options or {})))
        page = contexts[-1].new_page()
        query = f"client_id=app&response_type=code&scope=openid&redirect_uri={callback}"
        page.goto(f"{base}/realms/test/protocol/openid-connect/auth?{query}")
        return page, realm, callback

    yield open_one
    for context in contexts:
        context.close()


def log_in(page, password="wonder"):
    page.fill("#username", "alice")
    page.fill("#password", password)
    page.click("#kc-login")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_login_with_and_without_scripts(open_page, scripts):
    page, _, callback = open_page({"java_script_enabled": scripts})
    log_in(page, "wrong")
    assert page.inner_text("#input-error-username").strip() == "Invalid username or password."
    log_in(page)
    page.wait_for_url(re.compile(re.escape(callback) + r"\?.*code="))


def test_the_fields_are_found_by_their_labels(open_page):
    page, _, _ = open_page()
    page.get_by_label("Username or email").fill("alice")
    page.get_by_label("Password", exact=True).fill("secret")
    page.get_by_role("button", name="Show password").click()
    assert page.get_attribute("#password", "type") == "text"
    page.get_by_role("button", name="Hide password").click()
    assert page.get_attribute("#password", "type") == "password"
    assert page.get_by_role("link", name="Register").is_visible()


def test_the_language_is_chosen_from_the_list(open_page):
    page, _, _ = open_page(internationalizationEnabled=True, supportedLocales=["en", "de"], defaultLocale="en")
    page.select_option("#login-select-toggle", label="German (Deutsch)")
    page.wait_for_function("document.documentElement.lang === 'de'")
    assert page.inner_text("#kc-page-title") == "Bei Ihrem Konto anmelden"


def test_the_page_follows_the_preferred_colours_and_fits_a_phone(open_page):
    page, _, _ = open_page({"viewport": {"width": 320, "height": 600}})
    colours = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_frames_tell_the_applications_before_the_browser_goes_on(open_page, server):
    told = f"{server.url}/realms/master/"
    attributes = {"frontchannel.logout.url": told, "post.logout.redirect.uris": "+"}
    page, realm, _ = open_page(attributes=attributes)
    log_in(page)
    page.wait_for_url(re.compile("code="))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{realm.issuer}/protocol/openid-connect/logout")
    page.click("#kc-logout")
    page.wait_for_function("document.getElementById('kc-page-title').textContent === 'Logging out' && !document.querySelector('form')")
    assert [url for url in asked if url.startswith(f"{told}?sid=")]


def test_an_authenticator_is_set_up_from_the_image(open_page):
    page, _, _ = open_page(users=[{**ALICE, "requiredActions": ["CONFIGURE_TOTP"]}])
    log_in(page)
    assert page.evaluate("document.getElementById('kc-totp-secret-qr-code').naturalWidth") > 0


def test_a_page_that_answers_a_form_is_loaded_again_and_gone_back_to_without_sending_the_form(open_page):
    page, _, callback = open_page(users=[{**ALICE, "requiredActions": ["UPDATE_PROFILE", "UPDATE_PASSWORD"]}])
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    log_in(page, "wrong")
    page.wait_for_selector("#input-error-username")
    page.wait_for_function("!location.search.includes('session_code')")
    page.reload()
    page.wait_for_selector("#kc-form-login")
    assert len(posted) == 1
    log_in(page)
    page.wait_for_selector("#firstName")
    page.click("input[type=submit], button[type=submit]")
    page.wait_for_selector("#kc-passwd-update-form")
    page.wait_for_function("location.search.includes('execution=UPDATE_PASSWORD')")
    page.reload()
    page.wait_for_selector("#kc-passwd-update-form")
    page.go_back()
    page.wait_for_selector("#kc-page-title")
    assert len(posted) == 3
    page.goto(page.url)
    page.wait_for_selector("#kc-passwd-update-form, #loginContinueLink")
    if page.is_visible("#loginContinueLink"):
        page.click("#loginContinueLink")
    page.fill("#password-new", "other")
    page.fill("#password-confirm", "other")
    page.click("input[type=submit], button[type=submit]")
    page.wait_for_url(re.compile(re.escape(callback) + r"\?.*code="))
