"""What the events of token endpoints say. Expected values are Keycloak's."""

import json

import pytest

from tests.conftest import ALICE, SVC

ACCESS = "urn:ietf:params:oauth:token-type:access_token"
REFRESH = "urn:ietf:params:oauth:token-type:refresh_token"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


def audience(*names):
    return [
        {"name": name, "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
         "config": {"included.client.audience": name, "access.token.claim": "true"}}
        for name in names
    ]  # fmt: skip


@pytest.fixture
def told(server, admin):
    """A realm that keeps events, and a function: sends a form to an endpoint, gives its status and the event's type, error and details."""
    exchanging = {"standard.token.exchange.enabled": "true", "standard.token.exchange.enableRefreshRequestedTokenType": "SAME_SESSION"}
    realm = server.realm(
        eventsEnabled=True,
        users=[ALICE],
        clients=[
            {**SVC, "protocolMappers": audience("x")},
            {**SVC, "clientId": "x", "protocolMappers": audience("t1", "t2"), "attributes": exchanging},
            *({**SVC, "clientId": name} for name in ("t1", "t2")),
            {"clientId": "pub", "publicClient": True, "directAccessGrantsEnabled": True},
        ],
    )

    def send(path, **form):
        admin.delete("/events")
        sent = {"client_id": "svc", "client_secret": "s3cret", **form}
        answer = realm.http.post(path, data={name: value for name, value in sent.items() if value is not None})
        events = admin.get("/events").json()
        if not events:
            return answer.status_code, None, None, {}
        event = events[0]
        return answer.status_code, event["type"], event.get("error"), {**event.get("details", {}), "session": bool(event.get("sessionId"))}

    send.realm = realm
    return send


SECRET = {"client_auth_method": "client-secret"}


def test_revocation(told):
    tokens = told.realm.login(scope="openid")
    other = told.realm.login(scope="openid", client_id="x")
    refused = "REVOKE_GRANT_ERROR"
    for form, expected in (
        ({}, (400, refused, "invalid_request", {**SECRET, "reason": "Token not provided"})),
        ({"token": "x"}, (200, refused, "invalid_token", SECRET)),
        ({"token": other["access_token"]}, (400, refused, "invalid_request", {**SECRET, "reason": "Unmatching clients"})),
        ({"token": tokens["id_token"]}, (400, refused, "invalid_token_type", {**SECRET, "reason": "Unsupported token type"})),
        ({"token": "x", "client_secret": "bad"}, (401, refused, "invalid_client_credentials", {})),
        ({"token": "x", "client_id": "nobody"}, (401, refused, "client_not_found", {})),
    ):
        status, kind, error, details = told("/revoke", **form)
        assert (status, kind, error, {**details, "session": False}) == (*expected[:3], {**expected[3], "session": False})
    *_, details = told("/revoke", token=tokens["access_token"])
    assert details.keys() == {"client_auth_method", "token_id", "session"}
    *_, details = told("/revoke", token=tokens["refresh_token"])
    assert details.keys() == {"client_auth_method", "refresh_token_id", "refresh_token_type", "revoked_client", "session"}
    assert details["session"]
    assert told("/revoke", token=tokens["refresh_token"])[:3] == (200, refused, "user_session_not_found")


def test_logout(told):
    assert told("/logout", refresh_token="x") == (
        400, "LOGOUT_ERROR", "invalid_token", {**SECRET, "reason": "Invalid refresh token", "session": False},
    )  # fmt: skip
    assert told("/logout", refresh_token="x", client_id="nobody")[1:3] == ("LOGOUT_ERROR", "client_not_found")


def test_public_clients_have_a_method_too(told):
    assert told("/token", grant_type="authorization_code", client_id="pub") == (
        400, "CODE_TO_TOKEN_ERROR", "invalid_code",
        {**SECRET, "grant_type": "authorization_code", "reason": "Missing parameter: code", "session": False},
    )  # fmt: skip
    *_, details = told("/token", grant_type="password", client_id="pub", username="alice", password="wonder")
    assert details["client_auth_method"] == "client-secret"


@pytest.mark.parametrize(
    ("form", "status", "error", "more"),
    [
        ({}, 200, None, {"audience": "t1 t2", "requested_token_type": ACCESS}),
        ({"audience": "t1"}, 200, None, {"audience": "t1"}),
        ({"requested_token_type": REFRESH}, 200, None, {"refresh_token_type": "Refresh", "requested_token_type": REFRESH}),
        (
            {"requested_token_type": "x"},
            400,
            "invalid_request",
            {"reason": "requested_token_type unsupported", "requested_token_type": "x"},
        ),
        ({"audience": "nope"}, 400, "client_not_found", {"audience": "nope", "reason": "audience not found"}),
        ({"audience": ["t1", "svc", "pub"]}, 400, "invalid_request", {"reason": "Requested audience not available: svc, pub"}),
        ({"scope": "nope"}, 400, "invalid_request", {"reason": "Invalid scopes: nope"}),
    ],
)
def test_exchange(told, form, status, error, more):
    subject = told.realm.login(scope="openid")["access_token"]
    form = {"client_id": "x", "grant_type": EXCHANGE, "subject_token": subject, "subject_token_type": ACCESS, **form}
    got, kind, why, details = told("/token", **form)
    assert (got, kind, why) == (status, "TOKEN_EXCHANGE" if status == 200 else "TOKEN_EXCHANGE_ERROR", error)
    if "audience" in details:
        details["audience"] = " ".join(sorted(details["audience"].split()))
    usual = {"auth_method": "token_exchange", "subject_token_client_id": "svc", "username": "alice", "session": True}
    assert {**usual, **more}.items() <= details.items()


def test_exchange_before_the_subject_is_known(told):
    form = {"client_id": "x", "grant_type": EXCHANGE, "subject_token": "x", "subject_token_type": ACCESS}
    status, _, error, details = told("/token", **form)
    assert (status, error, details["reason"]) == (400, "invalid_token", "subject_token validation failure")
    assert details.keys() == {"auth_method", "client_auth_method", "grant_type", "reason", "session"}


def test_an_assertion_names_only_clients_that_use_them(told):
    from base64 import urlsafe_b64encode

    parts = [{"alg": "RS256"}, {"iss": "svc", "sub": "svc", "jti": "j"}]
    token = ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + ".c2ln"
    form = {"grant_type": "client_credentials", "client_assertion": token, "client_id": None, "client_secret": None}
    form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    status, _, error, details = told("/token", **form)
    assert (status, error) == (401, "client_not_found")
    assert details["client_assertion_sub"] == "svc"
