"""Through Keycloak's account console as its user goes, in the realm that ``admin_walk`` has made; the same on any server."""

import base64
import hashlib
import hmac
import re
import struct
import time

from tests.real_browser import plug_in

PASSWORD = "wonder"
PLACES = (
    "account-security/device-activity", "account-security/linked-accounts", "applications", "groups", "organizations", "resources",
)  # fmt: skip


def _code(secret):
    """RFC 6238, as authenticators have it."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def open_place(c, place):
    c.page.goto(f"{c.base}/realms/{c.realm}/account/{place}")
    c.at("page-heading").wait_for()
    c.settle()


def personal_data(c):
    c.context.clear_cookies()
    c.page.goto(f"{c.base}/realms/{c.realm}/account/")
    c.log_in("alice", PASSWORD)
    c.at("page-heading").wait_for()
    c.settle()
    c.fill(firstName="Alicia")
    c.click("save")
    c.told("updated")


def password(c):
    open_place(c, "account-security/signing-in")
    c.page.get_by_test_id("password/credential-list").get_by_role("button", name="Update").click()
    c.page.fill("#password-new", PASSWORD)
    c.page.fill("#password-confirm", PASSWORD)
    c.page.press("#password-confirm", "Enter")
    c.at("page-heading").wait_for()
    c.settle()


def one_time_code(c):
    open_place(c, "account-security/signing-in")
    c.click("otp/create")
    c.page.click("#mode-manual")
    secret = c.page.inner_text("#kc-totp-secret-key")
    c.page.fill("#totp", _code(secret))
    c.page.fill("#userLabel", "phone")
    c.page.press("#userLabel", "Enter")
    c.at("page-heading").wait_for()
    c.settle()
    c.page.get_by_test_id("otp/credential-list").get_by_text("phone").wait_for()


def passkey(c):
    """Of the browser's own authenticator, which is simulated."""
    session, device = plug_in(c.page)
    open_place(c, "account-security/signing-in")
    c.click("webauthn-passwordless/create")
    c.page.click("#registerWebAuthn")
    c.at("page-heading").wait_for()
    c.settle()
    c.page.get_by_test_id("webauthn-passwordless/credential-list").get_by_text("my key").wait_for()
    # Login pages would be answered with it.
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def places(c):
    for place in PLACES:
        open_place(c, place)
    c.page.get_by_test_id("row-0").or_(c.page.get_by_test_id("page-heading")).first.wait_for()


def sign_out(c):
    c.click("options-toggle")
    c.page.get_by_role("menuitem", name=re.compile("Sign out")).click()
    c.page.wait_for_selector("#username")


STEPS = (personal_data, password, one_time_code, passkey, places, sign_out)
