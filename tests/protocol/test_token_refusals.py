"""Token requests that are refused for one of several faults. Every expected value was asked of Keycloak 26.7.4."""

import pytest

from tests.conftest import ALICE, SVC
from tests.login.conftest import open_browser

__all__ = ["open_browser"]
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
ON = {"standard.token.exchange.enabled": "true"}
CLIENTS = [
    {**SVC, "clientId": "ex", "attributes": ON},
    {**SVC, "clientId": "no"},
    {"clientId": "pub", "publicClient": True, "directAccessGrantsEnabled": True, "attributes": ON},
]
NOT_ENABLED = "Standard token exchange is not enabled for the requested client"
SUBJECT = "Parameter 'requested_subject' is not supported for standard token exchange"


@pytest.mark.parametrize(
    ("client", "sent", "error", "description"),
    [
        ("ex", {"requested_subject": "a", "subject_token": None}, "invalid_request", SUBJECT),
        ("ex", {"subject_token": "bad", "requested_token_type": "x"}, "invalid_request", "Invalid token"),
        ("no", {"requested_subject": "a"}, "invalid_request", SUBJECT),
        ("no", {"subject_token": None}, "invalid_request", NOT_ENABLED),
        ("pub", {"requested_subject": "a", "requested_issuer": "b"}, "invalid_request", SUBJECT),
        ("pub", {"subject_token": "bad"}, "invalid_request", "Invalid token"),
        ("pub", {"requested_token_type": "x"}, "invalid_request", "requested_token_type unsupported"),
        ("pub", {"audience": "nope"}, "invalid_client", "Audience not found"),
        ("pub", {"scope": "bad"}, "invalid_client", "Public client is not allowed to exchange token"),
        ("pub", {}, "invalid_client", "Public client is not allowed to exchange token"),
    ],
)
def test_the_first_fault_of_a_token_exchange(server, client, sent, error, description):
    realm = server.realm(clients=CLIENTS, users=[ALICE])
    secret = {} if client == "pub" else {"client_secret": "s3cret"}
    who = {"client_id": client, **secret}
    own = realm.http.post("/token", data={"grant_type": "password", "username": "alice", "password": "wonder", **who}).json()[
        "access_token"
    ]
    form = {"grant_type": EXCHANGE, "subject_token": own, "subject_token_type": ACCESS, **who, **sent}
    answer = realm.http.post("/token", data={name: value for name, value in form.items() if value is not None})
    assert (answer.status_code, answer.json()) == (400, {"error": error, "error_description": description})


def test_a_code_for_an_offline_token_of_a_user_who_may_have_none(open_browser):
    browser = open_browser().log_in(scope="openid offline_access")
    form = {"client_id": "app", "client_secret": "s3cret", "code": browser.sent["code"], "redirect_uri": "https://app.example.org/cb"}
    answer = browser.realm.http.post("/token", data={"grant_type": "authorization_code", **form})
    assert answer.status_code == 400
    assert answer.json() == {"error": "not_allowed", "error_description": "Offline tokens not allowed for the user or client"}
    again = browser.realm.http.post("/token", data={"grant_type": "authorization_code", **form})
    assert again.json()["error_description"] == "Code not valid"


@pytest.mark.parametrize("value", ["abc", "1.5", " 60", "99999999999"])
@pytest.mark.parametrize(
    ("attribute", "path"),
    [
        ("access.token.lifespan", "/token"),
        ("oauth2.device.code.lifespan", "/auth/device"),
        ("oauth2.device.polling.interval", "/auth/device"),
    ],
)
def test_a_setting_of_a_client_that_is_no_number(server, attribute, path, value):
    attributes = {"oauth2.device.authorization.grant.enabled": "true", attribute: value}
    realm = server.realm(clients=[{**SVC, "attributes": attributes}])
    answer = realm.http.post(path, data={"grant_type": "client_credentials", "client_id": SVC["clientId"], "client_secret": "s3cret"})
    # Keycloak answers 500 with this body.
    assert answer.status_code == 400
    assert answer.json() == {"error": "unknown_error", "error_description": "For more on this error consult the server log."}


def test_a_token_is_good_in_the_second_in_which_it_ends(server, monkeypatch):
    realm = server.realm(clients=[{**SVC, "directAccessGrantsEnabled": True, "attributes": {"access.token.lifespan": "60"}}], users=[ALICE])
    now = server.live.emulator.clock.seconds()
    statuses = []
    for later in (0, 60, 61):
        monkeypatch.setattr(server.live.emulator.clock, "seconds", lambda later=later: now + later)
        if not later:
            who = {"client_id": SVC["clientId"], "client_secret": "s3cret"}
            login = {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid", **who}
            token = realm.http.post("/token", data=login).json()["access_token"]
        statuses.append(realm.http.get("/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code)
    assert statuses == [200, 200, 401]
