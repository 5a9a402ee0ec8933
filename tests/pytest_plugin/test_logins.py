"""Logins without pages: through the real authorization endpoint, required actions and consent."""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

REALM = """
realm: shop
attributes: {acr.loa.map: '{"silver":1,"gold":2}'}
roles: [admin]
clients:
  web: {secret: w, redirectUris: ["http://app.test/callback", "http://other.test/*"]}
  spa: {public: true, redirectUris: ["http://spa.test/*"], attributes: {pkce.code.challenge.method: S256}}
  asking: {secret: a, redirectUris: ["/x"], rootUrl: "http://asking.test", consentRequired: true}
  bare: {secret: b}
  tv: {public: true, attributes: {oauth2.device.authorization.grant.enabled: "true"}}
users:
  alice: {password: x, roles: [admin]}
  busy: {password: x, requiredActions: [UPDATE_PASSWORD]}
  gone: {password: x, enabled: false}
"""


@pytest.fixture
def shop(keycloak):
    return keycloak.add_realm(REALM)


def post(url, **form):
    request = urllib.request.Request(url, urllib.parse.urlencode(form).encode())
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def test_a_login_gives_code_cookies_and_tokens(keycloak, shop):
    login = shop.login("web", "alice", scope="openid email", state="s", nonce="n")
    parts = urllib.parse.urlsplit(login.location)
    assert (parts.netloc, parts.path) == ("app.test", "/callback")
    assert login.response["state"] == "s"
    assert login.response["iss"] == shop.issuer
    assert set(login.cookies) == {"AUTH_SESSION_ID", "KC_AUTH_SESSION_HASH", "KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION"}
    assert [(session["id"], session["username"], session["clients"]) for session in shop.sessions()] == [
        (login.session_id, "alice", ["web"])
    ]
    answer = post(
        shop.token_url, grant_type="authorization_code", code=login.code, client_id="web", client_secret="w", redirect_uri="http://app.test/callback"
    )  # fmt: skip
    assert set(answer["scope"].split()) == {"openid", "email", "profile"}
    assert [request.path.rpartition("/")[2] for request in keycloak.requests] == ["token"]


def test_the_cookies_are_those_of_a_browser_that_is_logged_in(shop):
    login = shop.login("web", "alice")
    query = {"client_id": "web", "response_type": "code", "redirect_uri": "http://other.test/a", "prompt": "none", "scope": "openid"}
    cookie = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
    opener = urllib.request.build_opener(type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *a: None}))
    request = urllib.request.Request(
        f"{shop.issuer}/protocol/openid-connect/auth?{urllib.parse.urlencode(query)}", headers={"Cookie": cookie}
    )
    with pytest.raises(urllib.error.HTTPError) as redirected:
        opener.open(request, timeout=60)
    with redirected.value as error:
        assert "code=" in error.headers["Location"]
    assert {cookie["domain"] for cookie in login.storage_state["cookies"]} == {"127.0.0.1"}


def test_tokens_come_for_the_code_however_the_client_authenticates(shop):
    token = shop.login("spa", "alice", acr_values="gold").tokens
    assert (token.claims["preferred_username"], token.claims["acr"]) == ("alice", "gold")
    assert token.id_token
    login = shop.login("asking", "alice")
    assert login.location.startswith("http://asking.test/x?")
    assert login.tokens.claims["azp"] == "asking"
    with pytest.raises(ValueError, match="invalid_grant: Code not valid"):
        shop.control("logins/tokens", {"code": login.code})


@pytest.mark.parametrize(
    ("client_id", "username", "more", "error", "said"),
    [
        ("web", "busy", {}, ValueError, "the user 'busy' has to do UPDATE_PASSWORD first"),
        ("web", "gone", {}, ValueError, "the browser would be shown an error: user 'gone' is not enabled"),
        ("web", "alise", {}, LookupError, "there is no user 'alise', did you mean 'alice'?"),
        ("bare", "alice", {}, ValueError, "the client 'bare' has no redirect URI"),
        ("web", "alice", {"redirect_uri": "http://evil/"}, ValueError, "'http://evil/' is not among the client's redirect URIs"),
        ("web", "alice", {"scope": "none"}, ValueError, "the client was told: {'error': 'invalid_scope'"),
        ("web", "alice", {"response_mode": "form_post"}, ValueError, "the answer is a page; response_mode=form_post"),
        ("web", "alice", {"prompt": "none"}, ValueError, "the client was told: {'error': 'login_required'"),
    ],
)
def test_what_cannot_be_is_said(shop, client_id, username, more, error, said):
    with pytest.raises(error) as raised:
        shop.login(client_id, username, **more)
    assert said in str(raised.value)


def test_a_device_is_let_in_or_turned_away(shop):
    for decide, expected in ((lambda code: shop.approve_device(code, "alice"), "alice"), (shop.deny_device, "access_denied")):
        begun = post(f"{shop.issuer}/protocol/openid-connect/auth/device", client_id="tv", scope="openid")
        decide(begun["user_code"])
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun["device_code"]}
        answer = post(shop.token_url, client_id="tv", **form)
        assert answer.get("error") == expected or "id_token" in answer
        with pytest.raises(LookupError, match="no device waits"):
            decide(begun["user_code"])


def test_a_level_of_authentication_is_minted_by_its_name(shop):
    assert shop.mint(client_id="web", username="alice", acr="gold").claims["acr"] == "gold"
    with pytest.raises(ValueError, match="there is no level of authentication 'golden', did you mean 'gold'"):
        shop.mint(client_id="web", username="alice", acr="golden")


@pytest.mark.keycloak(realm="gcore")
def test_a_login_at_a_url_of_production(keycloak):
    keycloak.add_realm(REALM)
    with keycloak.at("https://auth.example.org/auth") as there:
        login = there.realm("shop").login("web", "alice")
        assert login.tokens.claims["iss"] == "https://auth.example.org/auth/realms/shop"
        assert {cookie["secure"] for cookie in login.storage_state["cookies"]} == {True}


def test_faults_do_not_meet_the_controls(keycloak, shop):
    with keycloak.fault(status=503) as fault:
        assert shop.login("web", "alice").code
    assert fault.met == 0
