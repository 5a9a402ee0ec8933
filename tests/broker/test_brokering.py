"""Identity brokering with a provider that may answer anything, and between two realms; recordings hold the pages and redirects."""

import threading
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.broker.provider import APP, KEY, come_back
from tests.conftest import ALICE, SVC

UNEXPECTED = "Unexpected error when authenticating with identity provider"


def usernames(server, realm):
    return sorted(one["username"] for one in server.live.emulator.store.realm(realm.name).users if not one.get("serviceAccountClientId"))


def test_a_login_by_any_provider(server, provider, open_browser):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    claims = realm.userinfo(come_back(open_browser(realm), provider).tokens()["access_token"]).json()
    assert (claims["preferred_username"], claims["email"], claims["given_name"]) == ("ulla", "ulla@example.org", "Ulla")
    _, form = provider.seen[0]
    assert form == {
        "grant_type": "authorization_code", "code": "c", "redirect_uri": f"{realm.issuer}/broker/up/endpoint",
        "client_id": "here", "client_secret": "known",
    }  # fmt: skip


def test_a_mapper_that_names_no_claim_finds_none(server, provider, open_browser):
    mapper = {
        "name": "nameless", "identityProviderAlias": "up", "identityProviderMapper": "oidc-user-attribute-idp-mapper",
        "config": {"claim": "", "user.attribute": "everything", "syncMode": "INHERIT"},
    }  # fmt: skip
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()], identityProviderMappers=[mapper])
    come_back(open_browser(realm), provider).tokens()
    [ulla] = [user for user in server.live.emulator.store.realm(realm.name).users if user["username"] == "ulla"]
    assert "everything" not in (ulla.get("attributes") or {})


ALL, EARLY = ["token", "userinfo"], ["token"]


def test_a_provider_that_lies_logs_nobody_in(server, provider, open_browser):
    """What it is asked until the lie shows; the keys are fetched once."""
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    for lie, reason, calls in (
        ({"claims": {"nonce": None}}, "nonce", ["token", "certs", "userinfo"]),
        ({"claims": {"nonce": 5}}, "nonce", ALL),
        ({"userinfo": {"sub": "u-2"}}, "userinfo", ALL),
        ({"userinfo": {"sub": None}}, "userinfo", ALL),
        ({"claims": {"iss": "https://else.example.org"}}, "issuer", EARLY),
        ({"claims": {"iss": None}}, "issuer", EARLY),
        ({"claims": {"aud": "somebody-else"}}, "not for 'here'", EARLY),
        ({"claims": {"azp": "somebody-else"}}, "issued for 'somebody-else'", EARLY),
        ({"claims": {"azp": ""}}, "issued for ''", EARLY),
        ({"claims": {"aud": ["here", "there"], "azp": "there"}}, "issued for 'there'", EARLY),
        ({"claims": {"exp": 1}}, "expired", EARLY),
        ({"claims": {"sub": None}}, "no subject", EARLY),
        ({"key": RSAKey.generate_key(2048, {"kid": "theirs"})}, "signature", EARLY),
        ({"header": {"alg": "none"}}, "signature", EARLY),
        (
            {"header": {"alg": "HS256", "kid": "theirs"}, "key": OctKey.import_key("known-by-both-sides-of-the-exchange")},
            "signature",
            EARLY,
        ),
        ({"status": 500, "body": "<b>boom</b>"}, "500", EARLY),
        ({"body": "no JSON"}, "no JSON", EARLY),
        ({"body": "[]"}, "no JSON object", EARLY),
        ({"body": '{"access_token":"a"}'}, "no ID token", EARLY),
        ({"body": '{"access_token":null}'}, "no access token", EARLY),
        ({"body": '{"error":"invalid_grant","error_description":"no"}'}, "invalid_grant", EARLY),
        ({"body": '{"access_token":"a","id_token":"x.y"}'}, "no JWT", EARLY),
    ):
        honest = {name: getattr(provider, name) for name in lie}
        provider.calls.clear()
        vars(provider).update(lie)
        browser = come_back(open_browser(realm), provider)
        vars(provider).update(honest)
        assert (browser.page.status_code, UNEXPECTED in browser.text, "boom" in browser.text) == (502, True, False), lie
        assert provider.calls == calls, lie
        assert reason in server.live.requests()[-1], lie
    assert usernames(server, realm) == []


def test_the_key_that_verifies(server, provider, open_browser):
    """The one that the token names, else the first of its algorithm."""
    mine, other = KEY.as_dict(private=False), RSAKey.generate_key(2048, {"kid": "other"}).as_dict(private=False)
    nameless = {name: value for name, value in mine.items() if name != "kid"}
    cases = (
        ([other, mine], {"alg": "RS256", "kid": "theirs"}, 302),
        ([mine, other], {"alg": "RS256"}, 302),
        ([other, mine], {"alg": "RS256"}, 502),
        ([{**other, "alg": "PS256"}, mine], {"alg": "RS256"}, 302),
        ([nameless], {"alg": "RS256"}, 302),
        ([nameless], {"alg": "RS256", "kid": "theirs"}, 502),
    )
    urls = [f"{provider.url}/certs{number}" for number in range(len(cases))]
    providers = [{**provider.representation(jwksUrl=url), "alias": f"up{number}"} for number, url in enumerate(urls)]
    realm = server.realm(clients=[APP], identityProviders=providers)
    for number, (provider.keys, provider.header, status) in enumerate(cases):
        browser = open_browser(realm).ask(kc_idp_hint=f"up{number}").follow()
        sent = dict(parse_qsl(urlsplit(browser.location).query))
        provider.nonce = sent["nonce"]
        browser.get(f"broker/up{number}/endpoint", state=sent["state"], code="c")
        assert browser.page.status_code == status, cases[number]


@pytest.mark.parametrize("nonce", ["another", ""])
def test_the_nonce_of_another_request_is_no_page(server, provider, open_browser, nonce):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    provider.claims = {"nonce": nonce}
    browser = come_back(open_browser(realm), provider)
    assert (browser.page.status_code, browser.page.json()) == (400, {"error": "invalid_token", "error_description": "invalid nonce"})
    assert provider.calls == ["token", "certs", "userinfo"]


def test_a_provider_that_is_not_there(server, provider, open_browser):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation(tokenUrl="http://127.0.0.1:1/token")])
    assert come_back(open_browser(realm), provider).page.status_code == 502


def test_a_code_is_good_for_one_answer(server, provider, open_browser):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    browser = open_browser(realm)
    browser.ask(kc_idp_hint="up").follow()
    state = dict(parse_qsl(urlsplit(browser.location).query))["state"]
    provider.nonce = dict(parse_qsl(urlsplit(browser.location).query))["nonce"]
    thief = open_browser(realm)
    thief.get("broker/up/endpoint", state=state, code="c")
    assert (thief.page.status_code, provider.seen) == (400, [])
    browser.get("broker/up/endpoint", state=state, code="c").follow()
    assert "code" in browser.sent
    browser.get("broker/up/endpoint", state=state, code="c")
    assert (browser.page.status_code, len(provider.seen)) == (302, 1)
    assert dict(parse_qsl(urlsplit(browser.location).query))["error"] == "temporarily_unavailable"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_jwt", "private_key_jwt"])
def test_ways_to_authenticate_at_the_provider(server, provider, open_browser, method):
    secret = "known-by-both-sides-of-the-exchange"
    realm = server.realm(clients=[APP], identityProviders=[provider.representation(clientAuthMethod=method, clientSecret=secret)])
    come_back(open_browser(realm), provider)
    headers, form = provider.seen[0]
    assert "client_secret" not in form
    if method == "client_secret_basic":
        assert headers["Authorization"] == "Basic aGVyZTprbm93bi1ieS1ib3RoLXNpZGVzLW9mLXRoZS1leGNoYW5nZQ=="
        return
    from joserfc.jwk import KeySet

    key = OctKey.import_key(secret) if method == "client_secret_jwt" else KeySet.import_key_set(realm.http.get("/certs").json())
    claims = jwt.decode(form["client_assertion"], key).claims
    assert (claims["iss"], claims["sub"], claims["aud"], claims["typ"]) == ("here", "here", f"{provider.url}/token", "JWT")
    assert form["client_id"] == "here"


def test_a_kind_of_provider_that_is_missing(server, provider, open_browser):
    realm = server.realm(clients=[APP], identityProviders=[{**provider.representation(), "providerId": "saml"}])
    browser = open_browser(realm).ask(kc_idp_hint="up").follow()
    assert (browser.page.status_code, "Could not send authentication request to identity provider." in browser.text) == (502, True)
    assert any("no identity provider of the kind 'saml'" in line for line in server.live.requests())


def flow(*steps, alias="own"):
    """A first broker login flow of these authenticators."""
    executions = [{"authenticator": name, "requirement": "REQUIRED", "priority": index} for index, name in enumerate(steps)]
    return {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": executions}


def test_an_account_is_linked_without_a_question(server, provider, open_browser):
    mine = flow("idp-detect-existing-broker-user", "idp-auto-link")
    providers = [{**provider.representation(), "firstBrokerLoginFlowAlias": "own"}]
    realm = server.realm(
        clients=[APP], users=[{**ALICE, "email": "ulla@example.org"}], identityProviders=providers, authenticationFlows=[mine]
    )
    browser = come_back(open_browser(realm), provider)
    assert realm.userinfo(browser.tokens()["access_token"]).json()["preferred_username"] == "alice"
    provider.claims = provider.userinfo = {"sub": "u-2", "email": "nobody@example.org", "preferred_username": "nobody"}
    stranger = come_back(open_browser(realm), provider)
    assert "User nobody authenticated with identity provider up does not exist." in stranger.text


def test_a_flow_after_each_login(server, provider, open_browser):
    providers = [{**provider.representation(), "postBrokerLoginFlowAlias": "own"}]
    realm = server.realm(clients=[APP], identityProviders=providers, authenticationFlows=[flow("deny-access-authenticator")])
    for _ in range(2):
        browser = come_back(open_browser(realm), provider)
        assert (browser.page.status_code, "Access denied" in browser.text) == (401, True), browser.text


def test_two_realms_of_one_server_and_many_at_once(server, open_browser):
    users = [{**ALICE, "username": f"user{index}", "email": f"user{index}@example.org"} for index in range(6)]
    there = server.realm("there", users=users, clients=[{**SVC, "clientId": "here", "redirectUris": [f"{server.url}/*"]}])
    base = f"{there.issuer}/protocol/openid-connect"
    config = {
        "clientId": "here", "clientSecret": "s3cret", "authorizationUrl": f"{base}/auth", "tokenUrl": f"{base}/token",
        "jwksUrl": f"{base}/certs",
        "userInfoUrl": f"{base}/userinfo", "validateSignature": "true", "useJwksUrl": "true", "issuer": there.issuer,
        "clientAuthMethod": "client_secret_post", "defaultScope": "openid profile email",
    }  # fmt: skip
    realm = server.realm(
        "here", clients=[APP], identityProviders=[{"alias": "up", "providerId": "keycloak-oidc", "enabled": True, "config": config}]
    )
    ends = []

    def one(here, upstream, username):
        here.ask(kc_idp_hint="up").get(here.location)
        upstream.get(here.location).post(username=username, password="wonder")
        here.get(upstream.location).follow()
        ends.append(here.sent["code"])

    threads = [threading.Thread(target=one, args=(open_browser(realm), open_browser(there), f"user{index}")) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ends) == 6
    assert usernames(server, realm) == [f"user{index}" for index in range(6)]


def test_what_a_provider_says_is_only_text(server, provider, open_browser):
    realm = server.realm(clients=[APP], users=[ALICE], identityProviders=[{**provider.representation(), "displayName": "<img src=x>"}])
    browser = open_browser(realm).ask()
    assert "<img" not in browser.page.text
    provider.claims = {"preferred_username": '"><script>x</script>', "email": "alice@example.org"}
    browser = come_back(open_browser(realm), provider)
    assert "<script>x" not in browser.page.text


@pytest.mark.parametrize("fault", ["client", "cookie", "code", "error", "none"])
def test_the_provider_is_asked_only_when_all_else_is_right(server, provider, open_browser, fault):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    browser = open_browser(realm)
    browser.ask(kc_idp_hint="up").follow()
    sent = dict(parse_qsl(urlsplit(browser.location).query))
    provider.nonce, state, query = sent["nonce"], sent["state"], {"code": "c"}
    if fault == "client":
        tables = server.live.emulator.store.realm("test")
        row = tables.clients.one("clientId", "app")
        server.live.call(lambda: tables.clients.put(row["id"], {**row, "enabled": False}))
    elif fault == "cookie":
        browser = open_browser(realm)
    elif fault == "code":
        state = f"wrong.{state.partition('.')[2]}"
    elif fault == "error":
        query = {"error": "access_denied", "code": "c"}
    browser.get("broker/up/endpoint", state=state, **query)
    assert len(provider.seen) == (1 if fault == "none" else 0)
