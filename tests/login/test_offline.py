"""What is left of a login that asks for offline access. Expected values are Keycloak's."""

import pytest

from tests.conftest import ALICE
from tests.login.conftest import APP

OFFLINE = "openid offline_access"
DEVICE = "oauth2.device.authorization.grant.enabled"
CLIENT = {**APP, "implicitFlowEnabled": True, "attributes": {**APP["attributes"], DEVICE: "true"}}


@pytest.fixture
def browser(open_browser):
    return open_browser(users=[{**ALICE, "realmRoles": ["offline_access"]}], clients=[CLIENT, {**CLIENT, "clientId": "two"}])


@pytest.fixture
def sessions(admin):
    """The clients in each online session, and in each offline session of ``app``."""

    def look():
        user = admin.get("/users").json()[0]["id"]
        client = admin.get("/clients", params={"clientId": "app"}).json()[0]["id"]
        paths = (f"/users/{user}/sessions", f"/users/{user}/offline-sessions/{client}")
        return tuple(sorted(sorted(one["clients"].values()) for one in admin.get(path).json()) for path in paths)

    return look


def code(browser, **parameters):
    """The code of a request, with a login where one is asked for."""
    browser.ask(**parameters).follow()
    if not browser.location:
        known = 'name="username"' not in browser.page.text
        browser.submit(**({} if known else {"username": "alice"}), password="wonder")
    return browser.sent["code"]


def exchange(browser, code, client="app"):
    form = {"client_id": client, "client_secret": "s3cret", "code": code, "redirect_uri": "https://app.example.org/cb"}
    return browser.realm.http.post("/token", data={"grant_type": "authorization_code", **form})


def test_a_login_that_begins_offline_leaves_no_online_session(browser, sessions):
    answer = exchange(browser, code(browser, scope=OFFLINE)).json()
    assert "offline_access" in answer["scope"]
    assert sessions() == ([], [["app"]])
    assert browser.realm.userinfo(answer["access_token"]).status_code == 200
    assert 'name="password"' in browser.ask().follow().page.text


@pytest.mark.parametrize(
    ("requests", "exchanged", "expected"),
    [
        ([{}, {"scope": OFFLINE}], [1], ([["app"]], [["app"]])),
        ([{"scope": OFFLINE}, {}], [0, 1], ([["app"]], [["app"]])),
        ([{"scope": OFFLINE}, {"scope": OFFLINE}], [0, 1], ([["app"]], [["app"]])),
        ([{"scope": OFFLINE}, {"scope": OFFLINE, "prompt": "login"}], [0, 1], ([["app"]], [["app"]])),
        ([{"client_id": "two"}, {"scope": OFFLINE}], [0, 1], ([["app", "two"]], [["app"]])),
        ([{"scope": OFFLINE}, {"client_id": "two"}], [0], ([], [["app"]])),
        ([{"scope": OFFLINE}, {"client_id": "two", "scope": OFFLINE}], [1, 0], ([], [["app", "two"]])),
    ],
)
def test_which_online_session_gives_way(browser, sessions, requests, exchanged, expected):
    codes = [(code(browser, **parameters), parameters.get("client_id", "app")) for parameters in requests]
    for number in exchanged:
        assert exchange(browser, *codes[number]).status_code == 200
    assert sessions() == expected


def test_a_hybrid_login_is_offline_at_once(browser, sessions):
    got = code(browser, scope=OFFLINE, response_type="code id_token", nonce="n")
    assert sessions() == ([["app"]], [["app"]])
    exchange(browser, got)
    assert sessions() == ([], [["app"]])


def test_a_device_is_offline_alone(browser, sessions):
    started = browser.realm.http.post("/auth/device", data={"client_id": "app", "client_secret": "s3cret", "scope": OFFLINE}).json()
    browser.get(started["verification_uri_complete"]).follow()
    browser.submit(username="alice", password="wonder")
    browser.submit(accept="Yes")
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": started["device_code"]}
    answer = browser.realm.http.post("/token", data={"client_id": "app", "client_secret": "s3cret", **form})
    assert "offline_access" in answer.json()["scope"]
    assert sessions() == ([], [["app"]])


def test_nobody_is_offline_without_the_role(open_browser, admin):
    browser = open_browser(clients=[CLIENT])
    refused = {"error": "not_allowed", "error_description": "Offline tokens not allowed for the user or client"}
    assert exchange(browser, code(browser, scope=OFFLINE)).json() == refused
    other = open_browser.beside(browser)
    other.ask(scope=OFFLINE, response_type="code id_token", nonce="n")
    assert other.submit(username="alice", password="wonder").page.json() == refused
    assert 'name="password"' in other.ask().follow().page.text
