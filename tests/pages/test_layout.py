"""What the pages have beside their fields."""

import hashlib
import html
import json
import re

import pytest

from emulator.core.message_format import format_message
from emulator.core.sanitized import sanitized
from emulator.pages import form_post, qr
from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"]}


@pytest.fixture
def open_browser(server):
    return lambda **representation: Browser(server.realm(**{"users": [ALICE], "clients": [APP], **representation}))


def test_the_login_page_has_keycloaks_hooks(open_browser):
    browser = open_browser(rememberMe=True, registrationAllowed=True, resetPasswordAllowed=True, displayName="The Shop").ask()
    text = browser.page.text
    ids = re.findall(r' id="([^"]+)"', text.partition("</style>")[2])
    assert [one for one in ids if one.startswith("kc-")] == [
        "kc-header", "kc-header-wrapper", "kc-page-title", "kc-form", "kc-form-wrapper", "kc-form-login", "kc-login", "kc-info",
        "kc-info-wrapper", "kc-registration-container", "kc-registration",
    ]  # fmt: skip
    assert "<title>Sign in to The Shop</title>" in text
    assert '<body id="keycloak-bg" class="" data-page-id="login-login">' in text
    assert re.search(r'<button class="pf-v5-c-button pf-m-primary pf-m-block" name="login" id="kc-login" type="submit">', text)
    assert not re.search(r'(src|href)="(https?:)?//', text), "the page loads nothing from elsewhere"


def test_errors_stand_at_their_field(open_browser):
    text = open_browser().ask().submit(username="alice", password="no").page.text
    assert re.search(r'id="username"[^>]*aria-invalid="true" aria-describedby="input-error-username"', text)
    assert re.search(r'id="input-error-username"[^>]*><span class="[^"]*kc-feedback-text">Invalid username or password\.</span>', text)
    assert re.search(r'id="password"[^>]*aria-invalid=""', text)


def test_the_header_keeps_formatting_alone(open_browser):
    name = "<b onclick='x()'>The</b> <script>alert(1)</script><a href='javascript:x'>Shop</a> &amp; <img src=x onerror=x>"
    text = open_browser(displayNameHtml=name).ask().page.text
    assert '<div id="kc-header-wrapper" class="pf-v5-c-brand"><b>The</b> Shop &amp; <img src="x"></div>' in text


def test_names_of_the_realm_are_escaped(open_browser):
    text = open_browser(displayName="<script>x</script>").ask().page.text
    assert "<script>x" not in text
    assert "<title>Sign in to &lt;script&gt;x&lt;/script&gt;</title>" in text


def test_an_application_asked_for_the_action(open_browser):
    browser = open_browser()
    browser.log_in(kc_action="UPDATE_PASSWORD")
    assert 'name="cancel-aia" id="kc-cancel"' in browser.page.text
    assert "pf-v5-c-alert" not in browser.page.text.partition("</style>")[2]


def test_the_profile_form_follows_the_annotations(open_browser):
    attributes = [
        {"name": "username"},
        {"name": "email"},
        {
            "name": "colour", "displayName": "${loginTotpType}", "permissions": {"view": ["user"], "edit": ["user"]}, "group": "more",
            "annotations": {"inputType": "select-radiobuttons", "inputHelperTextBefore": "Choose <b>one</b>"},
            "validations": {"options": {"options": ["red", "blue"]}},
        },
        {
            "name": "born", "displayName": "Born", "permissions": {"view": ["user"], "edit": ["user"]},
            "annotations": {"inputType": "html5-date", "inputTypeMax": "2020-01-01"},
        },
    ]  # fmt: skip
    profile = json.dumps({"attributes": attributes, "groups": [{"name": "more", "displayHeader": "More of you"}]})
    component = {"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": [profile]}}
    components = {"org.keycloak.userprofile.UserProfileProvider": [component]}
    browser = open_browser(registrationAllowed=True, components=components)
    text = browser.ask().click("Register").page.text
    assert text.index('id="born"') < text.index('<label id="header-more">More of you</label>') < text.index('id="colour-red"')
    assert 'id="form-help-text-before-colour" aria-live="polite">Choose <b>one</b></div>' in text
    assert '<input type="radio" id="colour-red" name="colour" value="red"' in text
    assert re.search(r'<label for="colour" class="pf-v5-c-form__label"><span class="pf-v5-c-form__label-text">Type</span>', text)
    assert re.search(r'<input type="date" id="born" name="born" value=""[^>]* max="2020-01-01">', text)


def test_the_secret_of_an_authenticator_is_a_qr_code(open_browser):
    browser = open_browser(users=[{**ALICE, "requiredActions": ["CONFIGURE_TOTP"]}])
    text = browser.log_in().page.text
    shown = html.unescape(re.search(r'id="kc-totp-secret-qr-code" class="qr" src="(data:image/svg\+xml,[^"]*)"', text)[1])
    uri = html.unescape(re.search(r'<a href="(otpauth:[^"]*)"><img', text)[1])
    assert shown == qr.image(uri)


def test_qr_codes_are_as_readers_want_them():
    """Rows that a reader (ZXing) has read back, by their digest."""
    rows = "\n".join("".join(".#"[dark] for dark in row) for row in qr.encode(b"https://example.org/"))
    assert hashlib.sha256(rows.encode()).hexdigest() == "e41f5b9297903cf7a2726e0b48c923aacbc2bdfd69b5a3e821a532ea995ed1ac"
    assert len(qr.encode(b"x" * 858)) == 97
    assert qr.image("x" * 859) == ""


def test_a_response_is_posted_as_keycloak_posts_it():
    text = form_post.render("https://app.example.org/cb?a=b&c=d", {"state": '"><script>'}).body.decode()
    assert '<FORM METHOD="POST" ACTION="https://app.example.org/cb?a=b&amp;c=d">' in text
    assert '<INPUT TYPE="HIDDEN" NAME="state" VALUE="&quot;&gt;&lt;script&gt;" />' in text


@pytest.mark.parametrize(
    ("pattern", "arguments", "text"),
    [
        ("Haven''t {0}", {0: "it"}, "Haven't it"),
        ("'{0}' is {1}", {0: "a", 1: "b"}, "{0} is b"),
        ("{0} and {2}", {0: "a"}, "a and {2}"),
        ("{0} {0,choice,0#values|1#value|1<values}", {0: 0}, "0 values"),
        ("{0} {0,choice,0#values|1#value|1<values}", {0: 1}, "1 value"),
        ("{0} {0,choice,0#values|1#value|1<values}", {0: 7}, "7 values"),
        ("odd 'quote", {}, "odd quote"),
    ],
)
def test_patterns_of_messages(pattern, arguments, text):
    assert format_message(pattern, arguments) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>a<b>b</p>c", "<p>a<b>b</b></p>c"),
        ("<iframe src=x>y</iframe><style>z</style>&lt;i>", "&lt;i&gt;"),
        ("<a href='https://x/?a=1&b=2' target=_top>l</a>", '<a href="https://x/?a=1&b=2" rel="nofollow">l</a>'),
        ("<a href=' JavaScript:x'>l</a></p>", "l"),
        ("<img src='data:x'><br/>", "<img><br>"),
        ('it\'s "so"', "it&#39;s &#34;so&#34;"),
    ],
)
def test_html_is_reduced(given, kept):
    assert sanitized(given) == kept
