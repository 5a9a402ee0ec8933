"""The device flow: codes, the user's pages, and what the device is told meanwhile."""

import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

ON = {"oauth2.device.authorization.grant.enabled": "true", "oauth2.device.polling.interval": "5"}
APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "attributes": ON}
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SECRET = {"client_id": "app", "client_secret": "s3cret"}


@pytest.fixture
def browser(server):
    found = Browser(server.realm(users=[ALICE], clients=[APP, {**APP, "clientId": "off", "attributes": {}}, {**APP, "clientId": "second"}]))
    yield found
    found.http.close()


def start(browser, **form):
    answer = browser.realm.http.post("/auth/device", data={**SECRET, "scope": "openid", **form})
    assert answer.status_code == 200, answer.text
    return answer.json()


def poll(browser, code, **form):
    return browser.realm.http.post("/token", data={"grant_type": GRANT, **SECRET, "device_code": code, **form})


def test_a_user_lets_a_device_in(browser):
    device = start(browser)
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", device["user_code"])
    browser.http.headers["Accept"] = "text/html"
    browser.get(device["verification_uri"])
    assert browser.title == "Device Login"
    browser.submit(device_user_code=device["user_code"].lower().replace("-", ""))
    browser.submit(username="alice", password="wonder")
    assert browser.title == "Grant Access to app"
    browser.submit(accept="Yes")
    assert browser.title == "Device Login Successful"
    tokens = poll(browser, device["device_code"]).json()
    assert browser.realm.userinfo(tokens["access_token"]).json()["preferred_username"] == "alice"
    assert "id_token" in tokens
    assert poll(browser, device["device_code"]).json()["error_description"] == "Device code not valid"


def test_whom_a_form_is_of(browser):
    for accept, is_a_devices in (
        (None, True),
        ("*/*", True),
        ("application/*", True),
        ("text/html,application/json", True),
        ("application/json,text/html;q=0.9", True),
        ("text/html;q=0.5,*/*;q=0.8", True),
        ("text/html", False),
        ("text/*", False),
        ("*/*,text/html", False),
        ("image/png", False),
        ("text/html,application/json;q=0.9", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
    ):
        headers = {"Accept": accept} if accept else {}
        for door in ("device", "protocol/openid-connect/auth/device"):
            asked = browser.send("POST", door, data={**SECRET, "device_user_code": "XX"}, headers=headers).page
            assert ("device_code" in asked.headers["content-type"] + asked.text[:20]) is is_a_devices, (accept, door)
            assert ("Invalid code, please try again." in asked.text) is not is_a_devices, (accept, door)
    code = start(browser)["user_code"]
    for door in ("device", "protocol/openid-connect/auth/device"):
        assert browser.get(door, device_user_code=code).title == "Device Login"
        assert "Invalid code" in browser.get(door, user_code="XX").text
        assert browser.get(door, user_code=code).page.status_code == 302


def test_a_user_refuses_a_device(browser):
    device = start(browser)
    browser.get(device["verification_uri_complete"]).follow()
    browser.submit(username="alice", password="wonder")
    browser.submit(cancel="No")
    assert browser.title == "Device Login Failed"
    assert poll(browser, device["device_code"]).json()["error"] == "access_denied"


def test_what_a_device_is_told_while_it_waits(browser, server):
    device = start(browser)
    assert poll(browser, device["device_code"]).json()["error"] == "authorization_pending"
    assert poll(browser, device["device_code"]).json()["error"] == "slow_down"
    server.move_clock(5)
    assert poll(browser, device["device_code"]).json()["error"] == "authorization_pending"
    server.move_clock(600)
    assert poll(browser, device["device_code"]).json()["error"] == "expired_token"
    browser.get(device["verification_uri_complete"])
    assert "The code has expired." in browser.text
    server.move_clock(10)
    assert poll(browser, device["device_code"]).json()["error"] == "invalid_grant"
    browser.get(device["verification_uri_complete"])
    assert "Invalid code, please try again." in browser.text


@pytest.mark.parametrize(
    ("form", "error", "description"),
    [
        ({"client_id": "off"}, "invalid_grant", "Client not allowed OAuth 2.0 Device Authorization Grant"),
        ({"client_id": "second"}, "invalid_grant", "unauthorized client"),
        ({"device_code": "garbage"}, "invalid_grant", "Device code not valid"),
    ],
)
def test_codes_that_are_refused(browser, form, error, description):
    device = start(browser)
    answer = poll(browser, device["device_code"], **form)
    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}


def test_a_client_without_the_flow(browser):
    answer = browser.realm.http.post("/auth/device", data={**SECRET, "client_id": "off"})
    assert answer.status_code == 400
    assert answer.json()["error"] == "unauthorized_client"


def test_backchannel_authentication_without_a_channel(browser):
    answer = browser.realm.http.post("/ext/ciba/auth", data={**SECRET, "login_hint": "alice", "scope": "openid"})
    assert answer.json() == {"error": "invalid_grant", "error_description": "Client not allowed OIDC CIBA Grant"}
