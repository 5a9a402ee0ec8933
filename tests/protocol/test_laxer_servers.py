"""Servers that are laxer for all clients, by options of the SPI of OpenID Connect; expected values are those of such a Keycloak."""

import pytest

from emulator.configuration.openid_options import Allowed
from emulator.configuration.settings import Settings, resolve
from emulator.protocol import assertions
from emulator.serving.live import LiveServer
from tests import wire

OPTION = "spi-login-protocol--openid-connect--allow-"
NAMES = ("token-introspection-without-audience-check", "userinfo-with-lightweight-access-token")
AUDIENCES = "multiple-audiences-for-jwt-client-authentication"
PERSON = {"username": "alice", "enabled": True, "email": "a@x.org", "firstName": "A", "lastName": "L"}
REALM = {
    "realm": "test",
    "enabled": True,
    "clients": [
        {"clientId": "api", "secret": "s"},
        {"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True},
        {
            "clientId": "light",
            "publicClient": True,
            "directAccessGrantsEnabled": True,
            "attributes": {"client.use.lightweight.access.token.enabled": "true"},
        },
    ],
    "users": [{**PERSON, "credentials": [{"type": "password", "value": "pw"}]}],
}


def test_options_say_what_is_allowed():
    assert resolve({}, {}).openid_allowed == Allowed()
    assert resolve({f"{OPTION}{name}": "true" for name in (*NAMES, AUDIENCES)}, {}).openid_allowed == Allowed(True, True, True)


@pytest.mark.parametrize("is_lax", [False, True])
def test_tokens_of_others(is_lax):
    live = LiveServer(settings=Settings(http_port=0, openid_allowed=Allowed(is_lax, is_lax, is_lax)))
    live.start()
    try:
        live.call(lambda: live.emulator.add_realm(REALM))
        place = f"{live.origin}/realms/test/protocol/openid-connect"

        def login(client):
            form = {"grant_type": "password", "client_id": client, "username": "alice", "password": "pw", "scope": "openid"}
            return wire.post(f"{place}/token", data=form).json()

        caller = {"client_id": "api", "client_secret": "s"}
        web, light = login("web"), login("light")
        told = [
            wire.post(f"{place}/token/introspect", data={**caller, "token": one["access_token"]}).json()["active"] for one in (web, light)
        ]
        assert told == [is_lax, is_lax]
        answers = [wire.get(f"{place}/userinfo", headers={"Authorization": f"Bearer {one['access_token']}"}) for one in (web, light)]
        assert [answer.status_code for answer in answers] == [200, 200 if is_lax else 401]
    finally:
        live.stop()


def test_audiences_of_an_assertion():
    """Several may be there where that is allowed, and one of them has to be the server's."""

    def said(audience, several):
        try:
            assertions.check_audience(
                {"aud": audience}, frozenset({"here"}), lambda description, reason="": ValueError(description), several=several
            )
        except ValueError as refusal:
            return str(refusal)
        return ""

    wrong, many = "Invalid token audience", "Multiple audiences not allowed"
    cases = (
        ("here", "", ""),
        (["here"], "", ""),
        (["there", "here"], many, ""),
        (["a", "b"], many, wrong),
        ([], wrong, wrong),
        (None, wrong, wrong),
    )
    assert [(said(audience, False), said(audience, True)) for audience, *_ in cases] == [(strict, lax) for _, strict, lax in cases]
