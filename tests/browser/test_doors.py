"""How the doors of a browser answer what they do not let in, as the real Keycloak does."""

import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser

APP = {
    **SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "baseUrl": "https://app.example.org/",
    "attributes": {"oauth2.device.authorization.grant.enabled": "true"},
}  # fmt: skip
CLIENTS = [
    APP,
    {**SVC, "clientId": "homeless"},
    {**SVC, "clientId": "rooted", "rootUrl": "http://root.example", "baseUrl": "/x"},
    {**SVC, "clientId": "root", "rootUrl": "http://root.example"},
    {**SVC, "clientId": "off", "enabled": False, "baseUrl": "http://off.example/"},
    {**SVC, "clientId": "relative", "baseUrl": "/rel/x"},
]
ASK = {"client_id": "app", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
OIDC = "protocol/openid-connect"
BOTH = ["KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION"]


@pytest.fixture
def browser(server):
    realm = server.realm(users=[ALICE], clients=CLIENTS)
    opened = Browser(realm)
    yield opened
    opened.http.close()


def said(browser):
    """Status, and the sentence of an error page with whether it leads back to the application."""
    found = re.search(r'id="kc-error-message"><p class="instruction">(.*?)</p>', browser.page.text)
    return browser.page.status_code, found[1] if found else "", "backToApplication" in browser.page.text


def change(admin, **members):
    assert admin.put("", json=members).status_code == 204


def test_a_realm_that_is_not_enabled(browser, admin):
    action = re.search(r'action="([^"]*)"', browser.ask().page.text)[1].replace("&amp;", "&")
    change(admin, enabled=False, registrationAllowed=True, resetPasswordAllowed=True)
    for method, door, sent in (
        ("GET", f"{OIDC}/auth", ASK),
        ("POST", f"{OIDC}/auth", ASK),
        ("GET", f"{OIDC}/registrations", ASK),
        ("GET", f"{OIDC}/forgot-credentials", ASK),
        ("GET", f"{OIDC}/auth/device", {}),
        ("POST", f"{OIDC}/auth/device", {"client_id": "app", "client_secret": "s3cret"}),
        ("GET", "device", {"user_code": "x"}),
        ("POST", action, {"username": "alice", "password": "wonder"}),
        ("GET", "login-actions/registration", {"client_id": "app", "tab_id": "x"}),
        ("GET", "login-actions/required-action", {"client_id": "app"}),
        ("GET", "login-actions/restart", {"client_id": "app", "tab_id": "x"}),
        ("GET", "protocol/saml", {}),
    ):
        browser.send(method, door, **{"data" if method == "POST" else "params": sent})
        assert said(browser) == (400, "Realm not enabled", False), (method, door)
    assert browser.get(f"{OIDC}/logout").page.status_code == 200
    assert browser.get("device/status").page.status_code == 200
    ciba = browser.send("POST", f"{OIDC}/ext/ciba/auth", data={"client_id": "app", "client_secret": "s3cret"}).page
    assert (ciba.status_code, ciba.json()) == (401, {"error": "access_denied", "error_description": "Realm not enabled"})


def test_what_is_not_allowed_is_refused_whatever_the_method(browser, admin):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        browser.send(method, f"{OIDC}/registrations", params=ASK)
        assert said(browser) == (400, "Registration not allowed", False), method
        browser.send(method, f"{OIDC}/forgot-credentials", params=ASK)
        assert said(browser) == (400, "Reset Credential not allowed", False), method
    browser.get("login-actions/reset-credentials", client_id="app")
    assert said(browser) == (400, "Reset Credential not allowed", False)
    change(admin, registrationAllowed=True, resetPasswordAllowed=True)
    for door, form in (("registrations", "kc-register-form"), ("forgot-credentials", "kc-reset-password-form")):
        assert form in browser.send("POST", f"{OIDC}/{door}", data=ASK).text or form in browser.page.text
        browser.send("POST", f"{OIDC}/{door}", params=ASK)
        assert said(browser) == (400, "Invalid Request", False)
        assert browser.send("PUT", f"{OIDC}/{door}", data=ASK).page.status_code == 405
        assert browser.send("OPTIONS", f"{OIDC}/{door}").page.headers["allow"] == "HEAD, POST, GET, OPTIONS"


def test_a_flow_that_lets_nobody_begin_is_unforeseen(browser, admin):
    assert admin.post("authentication/flows", json={"alias": "known", "providerId": "basic-flow", "topLevel": True}).status_code == 201
    assert admin.post("authentication/flows/known/executions/execution", json={"provider": "auth-password-form"}).status_code == 201
    step = admin.get("authentication/flows/known/executions").json()[0]
    assert admin.put("authentication/flows/known/executions", json={**step, "requirement": "REQUIRED"}).status_code == 204
    change(admin, registrationAllowed=True, resetPasswordAllowed=True, registrationFlow="known", resetCredentialsFlow="known")
    for door in ("registrations", "forgot-credentials"):
        page = browser.send("GET", f"{OIDC}/{door}", params=ASK).page
        assert (page.status_code, page.json()["error"]) == (400, "unknown_error"), door


def test_doors_that_know_no_application(browser):
    for door, sent in (("broker/nobody/login", {"client_id": "app"}), ("protocol/saml", {"client_id": "app", "SAMLRequest": "x"})):
        browser.get(door, **sent)
        assert said(browser) == (400, "Invalid Request", False), door


def test_cookies_of_a_login_that_has_ended(browser, admin):
    browser.log_in()
    kept = dict(browser.cookies)
    user = admin.get("/users", params={"username": "alice"}).json()[0]

    def cleared(door, **query):
        browser.cookies = dict(kept)
        browser.get(door, **query)
        return sorted(line.partition("=")[0] for line in browser.page.headers.get_list("set-cookie") if "Max-Age=0" in line)

    assert cleared(f"{OIDC}/logout") == []
    assert admin.put(f"/users/{user['id']}", json={**user, "enabled": False}).status_code == 204
    assert cleared(f"{OIDC}/auth", **ASK) == BOTH
    assert admin.put(f"/users/{user['id']}", json=user).status_code == 204
    assert admin.post(f"/users/{user['id']}/logout").status_code == 204
    assert cleared(f"{OIDC}/auth", **ASK) == BOTH
    assert cleared(f"{OIDC}/logout", client_id="app") == BOTH
    assert cleared("login-actions/authenticate", client_id="app", tab_id="x") == BOTH
    assert cleared("account/") == BOTH
    assert cleared("device") == cleared("login-actions/detached-info") == []
    kept = {"KEYCLOAK_IDENTITY": "x"}
    assert cleared(f"{OIDC}/auth", **ASK) == ["KEYCLOAK_IDENTITY"]
    kept = {"KEYCLOAK_SESSION": "x"}
    assert cleared(f"{OIDC}/auth", **ASK) == []


def test_where_a_client_lives(browser):
    base = browser.realm.server.url
    for client, home in (
        ("app", "https://app.example.org/"),
        ("rooted", "http://root.example/x"),
        ("root", "http://root.example"),
        ("off", "http://off.example/"),
        ("relative", f"{base}/rel/x"),
        ("account", f"{browser.realm.issuer}/account/"),
    ):
        assert (browser.get(f"clients/{client}/redirect").page.status_code, browser.location) == (303, home)
    assert browser.get("clients/homeless/redirect").page.status_code == browser.get("clients/nobody/redirect").page.status_code == 204
    for method in ("POST", "PUT", "OPTIONS"):
        assert browser.send(method, "clients/app/redirect").page.status_code == 404


def test_actions_that_no_application_may_ask_for(browser):
    browser.log_in()
    for action in ("TERMS_AND_CONDITIONS", "VERIFY_PROFILE", "update_user_locale", "delete_credential", "nonsense"):
        assert browser.ask(kc_action=action).follow().sent["kc_action_status"] == "error", action


def test_links_to_providers_that_are_not_enabled_are_not_gone_on_with(browser, admin):
    off = {"alias": "off", "providerId": "oidc", "enabled": False, "config": {"authorizationUrl": "https://up.example.org/auth"}}
    assert admin.post("/identity-provider/instances", json=off).status_code == 201
    alice = admin.get("/users?username=alice").json()[0]["id"]
    account = admin.get("/clients?clientId=account").json()[0]["id"]
    role = admin.get(f"/clients/{account}/roles/manage-account").json()
    assert admin.post(f"/users/{alice}/role-mappings/clients/{account}", json=[role]).status_code == 204
    browser.log_in()
    browser.ask(kc_action="idp_link:off").follow()
    browser.http.headers["Accept"] = "text/html"
    assert said(browser.submit()) == (400, "An internal server error has occurred", False)
    assert "code" in browser.ask(prompt="none").sent
