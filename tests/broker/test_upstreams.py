"""Identity providers that the emulator plays itself: nobody is asked over the network."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser

APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}
PERSONAS = {"gina": {"email": "gina@gmail.test", "name": "Gina Gmail", "sub": "77", "company": {"name": "ACME"}}, "guest": {}}
SCOPES = {
    "google": "openid profile email", "github": "user:email", "microsoft": "User.read", "gitlab": "read_user openid", "facebook": "email",
    "bitbucket": "account", "paypal": "openid profile email", "stackoverflow": "", "linkedin-openid-connect": "openid profile email",
    "twitter": "", "openshift-v4": "user:full", "oidc": "openid", "keycloak-oidc": "openid",
}  # fmt: skip
BY_EMAIL = ("google", "microsoft", "paypal", "linkedin-openid-connect")


@pytest.fixture
def open_browser(server):
    def browser(kind="google", personas=PERSONAS, users=(), config=(), **more):
        config = {"clientId": "here", "clientSecret": "known", **dict(config)}
        provider = {"alias": kind, "providerId": kind, "enabled": True, "config": config, **more}
        attributes = {f"upstream.{kind}": json.dumps(personas)}
        realm = server.realm(clients=[APP], users=list(users), identityProviders=[provider], attributes=attributes)
        return another(realm)

    def another(realm):
        opened = Browser(realm)
        opened.beside = lambda: another(realm)
        return opened

    return browser


def next_login(browser, kind="google", **wanted):
    url = f"{browser.realm.server.url}/_emulator/realms/{browser.realm.name}/upstreams/{kind}/next"
    return wire.post(url, json=wanted)


def people(browser):
    rows = browser.realm.server.live.emulator.store.realm(browser.realm.name).users
    return [row for row in rows if not row.get("serviceAccountClientId")]


@pytest.mark.parametrize("kind", SCOPES)
def test_every_kind_of_provider_logs_its_personas_in(open_browser, kind):
    browser = open_browser(kind)
    browser.ask(kc_idp_hint=kind).follow()
    sent = dict(parse_qsl(urlsplit(str(browser.page.request.url)).query, keep_blank_values=True))
    assert (sent["scope"], sent["client_id"], sent["response_type"]) == (SCOPES[kind], "here", "code")
    assert "gina@gmail.test" in browser.text
    browser.click("gina")
    if kind == "openshift-v4":  # whose profile has no address
        browser.submit(username="gina", email="gina@gmail.test", firstName="Gina", lastName="Gmail")
    claims = browser.realm.userinfo(browser.tokens()["access_token"]).json()
    assert claims["preferred_username"] == ("gina@gmail.test" if kind in BY_EMAIL else "gina")
    assert (claims["email"], claims["given_name"], claims["family_name"]) == ("gina@gmail.test", "Gina", "Gmail")
    [user] = people(browser)
    assert user["federatedIdentities"][0]["userId"] == "77"


def test_who_logs_in_is_said_by_a_test_or_by_a_hint(open_browser):
    browser = open_browser(config={"loginHint": "true"})
    assert next_login(browser, persona="gina", claims={"email": "other@gmail.test", "family_name": "Other"}).status_code == 204
    browser.ask(kc_idp_hint="google").follow()
    assert browser.realm.userinfo(browser.tokens()["access_token"]).json()["email"] == "other@gmail.test"
    assert browser.beside().ask(kc_idp_hint="google", login_hint="guest").follow().sent["code"]
    assert "gina@gmail.test" in browser.beside().ask(kc_idp_hint="google").follow().text


def test_an_address_that_is_taken_asks_to_link(open_browser):
    browser = open_browser(users=[{**ALICE, "email": "gina@gmail.test"}])
    next_login(browser, persona="gina")
    browser.ask(kc_idp_hint="google").follow()
    assert browser.title == "Account already exists"


def test_a_refusal_is_shown(open_browser):
    browser = open_browser()
    next_login(browser, error="access_denied")
    browser.ask(kc_idp_hint="google").follow()
    assert "Access denied when authenticating with Google" in browser.text
    browser.ask(kc_idp_hint="google").follow().click("Cancel")
    assert "Access denied when authenticating with Google" in browser.text


def test_a_code_is_the_providers_and_good_once(open_browser):
    browser = open_browser()
    next_login(browser, persona="gina")
    browser.ask(kc_idp_hint="google").follow()
    used = [line for line in browser.realm.server.live.emulator.recorder if line.path.endswith("/endpoint")][-1].parameters["code"]
    for code in (used, "made.up.code", "x"):
        other = browser.beside()
        other.ask(kc_idp_hint="google").follow()
        state = dict(parse_qsl(urlsplit(str(other.page.request.url)).query))["state"]
        other.get("broker/google/endpoint", state=state, code=code).follow()
        assert other.page.status_code == 502


def test_only_what_is_played_and_only_for_this_realm(open_browser):
    browser = open_browser()
    assert browser.get("upstreams/github/authorize").page.status_code == 404
    assert browser.get("upstreams/google/authorize", redirect_uri="http://evil/").page.status_code == 400


@pytest.mark.parametrize(
    ("kind", "wanted", "status", "said"),
    [
        ("google", {"persona": "gino"}, 404, "there is no persona 'gino', did you mean 'gina'?"),
        ("goggle", {"persona": "gina"}, 404, "there is no upstream 'goggle', did you mean 'google'?"),
        ("google", {}, 400, "say who logs in by persona, or what is refused by error"),
        ("google", {"persona": "gina", "claims": "x"}, 400, "claims is an object, not 'x'"),
    ],
)
def test_what_cannot_be_is_said(open_browser, kind, wanted, status, said):
    answer = next_login(open_browser(), kind, **wanted)
    assert (answer.status_code, answer.json()["error_description"]) == (status, said)


def test_members_of_the_profile_become_attributes(open_browser, server):
    browser = open_browser("github")
    mapper = {
        "name": "company", "identityProviderAlias": "github", "identityProviderMapper": "github-user-attribute-mapper",
        "config": {"jsonField": "company.name", "userAttribute": "company", "syncMode": "FORCE"},
    }  # fmt: skip
    tables = server.live.emulator.store.realm(browser.realm.name)
    document = {**tables.document, "identityProviderMappers": [{**mapper, "id": "m"}]}
    server.live.call(lambda: setattr(tables, "document", document))
    next_login(browser, "github", persona="gina")
    browser.ask(kc_idp_hint="github").follow()
    [user] = people(browser)
    assert user["attributes"]["company"] == ["ACME"]


def test_a_login_over_http(open_browser):
    browser = open_browser(users=[ALICE])
    url = f"{browser.realm.server.url}/_emulator/realms/test/upstreams/google/logins"
    wanted = {"client_id": "app", "persona": "gina", "claims": {"family_name": "Other"}, "tokens": True, "parameters": {"state": "s"}}
    reply = wire.post(url, json=wanted)
    answer = reply.json()
    assert (answer["response"]["state"], answer["location"].startswith(CALLBACK)) == ("s", True)
    claims = browser.realm.userinfo(answer["tokens"]["access_token"]).json()
    assert (claims["email"], claims["family_name"]) == ("gina@gmail.test", "Other")
    assert {"KEYCLOAK_IDENTITY", "AUTH_SESSION_ID"} <= {cookie["name"] for cookie in answer["cookies"]}
    assert "KEYCLOAK_IDENTITY" in str(reply.headers.get_list("set-cookie"))
    for changed, status, said in (
        ({"claims": {"email": ALICE["email"], "sub": "9"}}, 400, "the browser stays at a page: Account already exists"),
        ({"persona": "gino"}, 404, "gina"),
        ({"client_id": "nobody"}, 404, "app"),
        ({"parameters": {"prompt": "none"}, "redirect_uri": "http://other/"}, 400, "among the client's redirect URIs"),
    ):
        refused = wire.post(url, json={**wanted, **changed})
        assert (refused.status_code, said in refused.json()["error_description"]) == (status, True), refused.text
