"""Logouts that reach an identity provider, and logouts that come from one: expected values are a real Keycloak's."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt

from tests import wire
from tests.broker.provider import APP, KEY, come_back
from tests.support import admin_token, claims

EVENT = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.mark.parametrize("config", [{}, {"sendClientIdOnLogout": "true", "sendIdTokenOnLogout": "false"}])
def test_the_server_tells_the_provider_of_a_logout(server, provider, open_browser, config):
    told = provider.representation(backchannelSupported="true", logoutUrl=f"{provider.url}/logout", **config)
    realm = server.realm(clients=[APP], identityProviders=[told])
    browser = open_browser(realm)
    for ending in ("browser", "tokens", "administrator"):
        come_back(browser, provider)
        tokens = browser.tokens()
        provider.calls.clear()
        if ending == "browser":
            browser.get("protocol/openid-connect/logout", id_token_hint=tokens["id_token"])
        elif ending == "tokens":
            realm.http.post("/logout", data={"client_id": "app", "client_secret": "s3cret", "refresh_token": tokens["refresh_token"]})
        else:
            base, headers = f"{server.url}/admin/realms/test", {"Authorization": f"Bearer {admin_token(server.url)}"}
            wire.delete(f"{base}/sessions/{claims(tokens['access_token'])['sid']}", headers=headers)
        (asked,) = provider.calls
        query = dict(parse_qsl(urlsplit(asked).query))
        assert (urlsplit(asked).path, query["state"]) == ("logout", claims(tokens["access_token"])["sid"]), ending
        assert set(query) == ({"state", "client_id"} if config else {"state", "id_token_hint"}), ending


def test_logout_tokens_of_the_provider(server, provider, open_browser):
    realm = server.realm(clients=[APP], identityProviders=[provider.representation()])
    come_back(open_browser(realm), provider)
    unreadable, unlike = "The decode of the logoutToken failed", "The LogoutToken event claim is not as expected"
    nonce, nobody = "The LogoutToken contains a nonce claim which is not allowed", "Missing sid or sub claim"
    foreign = "LogoutToken verification with identity provider failed"
    for change, expected in (
        ({"nonce": "x"}, nonce),
        ({"nonce": ""}, nonce),
        ({"nonce": "x", "jti": None}, nonce),
        ({"sub": None}, nobody),
        ({"sub": None, "events": None}, nobody),
        ({"events": None, "nonce": "x"}, unlike),
        ({"events": {"x": {}}}, unlike),
        ({"events": []}, unreadable),
        ({"sub": ["u-1"]}, unreadable),
        ({"iat": "x"}, unreadable),
        ({"iat": None}, "The LogoutToken doesn't contain an iat claim"),
        ({"jti": None, "iat": None}, "The logoutToken jti is missing"),
        ({"exp": 5}, foreign),
        ({"azp": "there"}, foreign),
        ({"iss": "https://else.example.org"}, "No Identity Provider has been found"),
        ({"sub": ""}, None),
        ({"sub": None, "sid": ""}, None),
        ({"sub": 5}, None),
    ):
        assert told(realm, provider, change) == expected, change
        assert len(sessions(server, realm)) == 1, change
    assert told(realm, provider, {"exp": None, "iat": "5"}) is None
    assert sessions(server, realm) == []


def told(realm, provider, change):
    """What the provider is answered, None for success."""
    now = int(time.time())
    usual = {"iss": provider.url, "aud": "here", "iat": now, "exp": now + 60, "jti": "j", "sub": "u-1", "events": EVENT}
    said = {name: value for name, value in {**usual, **change}.items() if value is not None}
    answer = realm.http.post("/logout/backchannel-logout", data={"logout_token": jwt.encode({"alg": "RS256", "kid": "theirs"}, said, KEY)})
    return None if answer.status_code == 200 else answer.json()["error_description"]


def sessions(server, realm):
    return list(server.live.emulator.store.realm(realm.name).user_sessions)
