"""CIBA: a client asks, the user answers elsewhere; expected answers are those of a Keycloak with an HTTP authentication channel."""

import json
import threading
from types import SimpleNamespace

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.login.browser import Browser
from tests.support import listener

ON = {"oidc.ciba.grant.enabled": "true"}
GRANT = "urn:openid:params:grant-type:ciba"


@pytest.fixture
def channel():
    """Somebody who is told things: its URL, what came, and the statuses that it answers."""

    told = SimpleNamespace(came=[], status=201)

    def answer(request):
        told.came.append((request.path, request.headers["Authorization"], json.loads(request.body)))
        return told.status, ""

    with listener(answer) as told.url:
        yield told


def realm_with(server, uri, **client):
    attributes = {"cibaAuthenticationChannelUri": uri, "cibaInterval": "5"}
    return server.realm(
        clients=[{**SVC, **client, "attributes": {**ON, **client.get("attributes", {})}}], users=[ALICE], attributes=attributes
    )


def ask(realm, **form):
    secret = {"client_id": "svc", "client_secret": "s3cret"}
    return realm.http.post("/ext/ciba/auth", data={**secret, "scope": "openid", "login_hint": "alice", **form})


def poll(realm, started):
    answer = realm.token(grant_type=GRANT, auth_req_id=started["auth_req_id"])
    return answer.status_code, answer.json().get("error")


def test_without_a_channel_it_is_refused_as_by_keycloak(server):
    answer = ask(realm_with(server, ""))
    assert (answer.status_code, answer.json()) == (
        503,
        {"error": "server_error", "error_description": "Failed to send authentication request"},
    )


@pytest.mark.parametrize(("button", "ends"), [("approve", (200, None)), ("deny", (400, "access_denied"))])
def test_a_user_answers_on_the_page(server, button, ends):
    realm = realm_with(server, "page")
    started = ask(realm, binding_message="shoes-42").json()
    assert (started["expires_in"], started["interval"]) == (120, 5)
    assert [poll(realm, started), poll(realm, started)] == [(400, "authorization_pending"), (400, "slow_down")]
    browser = Browser(realm)
    browser.get("account/requests").follow().submit(username="alice", password="wonder")
    assert "shoes-42" in browser.text
    browser.submit(**{button: "yes"})
    assert "Nobody asks for you." in browser.text
    browser.http.close()
    server.move_clock(6)
    assert poll(realm, started) == ends
    server.move_clock(6)
    assert poll(realm, started) == ((400, "invalid_grant") if button == "approve" else (400, "access_denied"))


def test_another_user_sees_and_answers_nothing(server):
    realm = realm_with(server, "page")
    bob = {**ALICE, "username": "bob", "email": "bob@example.org"}
    server.live.call(lambda: server.live.emulator.store.realm("test").users.put("b", {**bob, "id": "b", "requiredActions": []}))
    started = ask(realm).json()
    browser = Browser(realm)
    browser.get("account/requests").follow().submit(username="bob", password="wonder")
    assert "Nobody asks for you." in browser.text
    browser.http.close()
    assert poll(realm, started) == (400, "authorization_pending")


def test_the_channel_is_asked_and_answers_once(server, channel):
    realm = realm_with(server, f"{channel.url}/ask")
    started = ask(realm, binding_message="shoes-42", acr_values="1").json()
    path, bearer, body = channel.came[0]
    assert (path, set(body.pop("scope").split())) == ("/ask", {"openid", "profile", "email", "roles"})
    assert body == {"binding_message": "shoes-42", "login_hint": "alice", "is_consent_required": False, "acr_values": "1"}

    def call_back(authorization, **body):
        headers = {"Authorization": authorization} if authorization else {}
        answer = realm.http.post("/ext/ciba/auth/callback", json=body, headers=headers)
        return answer.status_code, answer.json().get("error")

    assert call_back(None, status="SUCCEED") == (401, "invalid_token")
    assert call_back("Bearer x", status="SUCCEED") == (403, "invalid_token")
    assert call_back(f"Bearer {realm.login()['access_token']}", status="SUCCEED") == (403, "invalid_token")
    for body, answered in (
        ({"status": "NOPE"}, (400, "unknown_error")), ({"status": {}}, (400, "unknown_error")), ({"x": []}, (400, "unknown_error")),
        ({"STATUS": "SUCCEED"}, (400, "invalid_request")), ({}, (400, "invalid_request")), ({"status": "CANCELLED"}, (200, None)),
        ({"status": " SUCCEED", "x": 1}, (200, None)),
    ):  # fmt: skip
        assert call_back(bearer, **body) == answered, body
    tokens = realm.token(grant_type=GRANT, auth_req_id=started["auth_req_id"]).json()
    assert realm.userinfo(tokens["access_token"]).json()["preferred_username"] == "alice"


@pytest.mark.parametrize("status", [200, 500])
def test_a_channel_that_does_not_take_it(server, channel, status):
    channel.status = status
    answer = ask(realm_with(server, channel.url))
    assert (answer.status_code, answer.json()["error_description"]) == (503, "Unexpected response from authentication device")


def test_the_client_is_told(server, channel):
    ping = {"ciba.backchannel.token.delivery.mode": "ping", "ciba.backchannel.client.notification.endpoint": f"{channel.url}/told"}
    realm = realm_with(server, channel.url, attributes=ping)
    assert ask(realm).json()["error_description"] == "Client Notification token needs to be provided with the ping mode"
    started = ask(realm, client_notification_token="known-to-both").json()
    headers = {"Authorization": channel.came[0][1]}
    channel.status = 401
    assert realm.http.post("/ext/ciba/auth/callback", json={"status": "SUCCEED"}, headers=headers).status_code == 400
    assert channel.came[-1] == ("/told", "Bearer known-to-both", {"auth_req_id": started["auth_req_id"]})
    # The answer counts although the client did not take it.
    assert poll(realm, started) == (200, None)


def test_a_second_answer_ends_the_request(server, channel):
    realm = realm_with(server, channel.url)
    started = ask(realm).json()
    headers = {"Authorization": channel.came[0][1]}
    answered = [realm.http.post("/ext/ciba/auth/callback", json={"status": 0}, headers=headers).status_code for _ in range(2)]
    assert (answered, poll(realm, started)) == ([200, 403], (400, "invalid_grant"))


def test_events_and_consent(server, admin, channel):
    realm = realm_with(server, channel.url, consentRequired=True)
    admin.put("", json={"eventsEnabled": True, "bruteForceProtected": True})
    started = ask(realm, login_hint="ALICE@example.org", requested_expiry="-1").json()
    assert channel.came[0][2]["login_hint"] == "alice"
    headers = {"Authorization": channel.came[0][1]}
    server.move_clock(1)
    assert realm.http.post("/ext/ciba/auth/callback", json={"status": "SUCCEED"}, headers=headers).status_code == 403
    assert poll(realm, started) == (400, "authorization_pending")
    started = ask(realm).json()
    headers = {"Authorization": channel.came[-1][1]}
    for status in ("CANCELLED", "UNAUTHORIZED", "SUCCEED"):
        assert realm.http.post("/ext/ciba/auth/callback", json={"status": status}, headers=headers).status_code == 200
    user = admin.get("/users?username=alice").json()[0]
    admin.put(f"/users/{user['id']}", json={**user, "requiredActions": ["UPDATE_PASSWORD"]})
    assert poll(realm, started) == (400, "invalid_grant")
    admin.put(f"/users/{user['id']}", json={**user, "requiredActions": []})
    server.move_clock(6)
    tokens = realm.token(grant_type=GRANT, auth_req_id=started["auth_req_id"]).json()
    assert realm.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 200
    consents = admin.get(f"/users/{user['id']}/consents").json()
    assert [(one["clientId"], sorted(one["grantedClientScopes"])) for one in consents] == [("svc", ["email", "profile", "roles"])]
    assert realm.token(grant_type=GRANT).status_code == 400
    told = [(event["type"], event.get("error"), event.get("details", {}).get("consent")) for event in reversed(admin.get("/events").json())]
    assert told == [
        ("LOGIN_ERROR", "invalid_token", None),
        ("LOGIN_ERROR", "not_allowed", None),
        ("LOGIN_ERROR", "consent_denied", None),
        ("AUTHREQID_TO_TOKEN_ERROR", "resolve_required_actions", None),
        ("AUTHREQID_TO_TOKEN", None, "consent_granted"),
        ("AUTHREQID_TO_TOKEN_ERROR", "invalid_code", None),
    ]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"binding_message": "two words"}, "invalid_binding_message"),
        ({"binding_message": "<b>"}, "invalid_binding_message"),
        ({"binding_message": "x" * 51}, "invalid_binding_message"),
        ({"user_code": "1"}, "invalid_request"),
        ({"requested_expiry": "soon"}, "invalid_request"),
        ({"scope": "openid nope"}, "invalid_scope"),
        ({"client_notification_token": "x"}, "invalid_request"),
        ({"login_hint": "nobody"}, "invalid_request"),
        ({"client_secret": "wrong"}, "unauthorized_client"),
    ],
)
def test_requests_that_are_refused(server, form, error):
    answer = ask(realm_with(server, "page"), **form)
    assert (answer.status_code in (400, 401), answer.json()["error"]) == (True, error)


def test_a_request_expires(server):
    realm = realm_with(server, "page")
    started = ask(realm).json()
    server.move_clock(121)
    assert poll(realm, started) == (400, "expired_token")


def test_one_answer_gives_tokens_once_however_many_ask(server, channel):
    realm = realm_with(server, channel.url)
    server.live.call(lambda: None)
    started = ask(realm).json()
    headers = {"Authorization": channel.came[0][1]}
    assert realm.http.post("/ext/ciba/auth/callback", json={"status": "SUCCEED"}, headers=headers).status_code == 200
    form = {"client_id": "svc", "client_secret": "s3cret", "grant_type": GRANT, "auth_req_id": started["auth_req_id"]}
    answers = []

    def one():
        answers.append(wire.post(f"{realm.issuer}/protocol/openid-connect/token", data=form, timeout=20).status_code)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [400] * 5
