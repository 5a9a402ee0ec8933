"""Revocation by the token itself, guesses, and where a secret must never be seen."""

import base64
import json

import pytest

from tests.api_tokens.conftest import EXCHANGE, Admin, Tokens, person
from tests.api_tokens.test_page import open_page, send, shown  # noqa: F401 - a fixture
from tests.conftest import ALICE

PROTECTED = {"bruteForceProtected": True, "failureFactor": 3, "waitIncrementSeconds": 60, "maxFailureWaitSeconds": 900}


def guess(token, number=0):
    """A token like this one with another secret, whose checksum fits."""
    from emulator.core import api_token_text

    secret = f"{number:043d}"
    return token[:12] + secret + api_token_text.checksum(token[4:12] + secret)


def test_a_token_revokes_itself(realm, alice):
    token, other = alice.new()["token"], alice.new()["token"]
    answer = realm.post("/revoke", client_id="other", client_secret="s3cret", token=token)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [realm.introspect(one)["active"] for one in (token, other)] == [False, True]
    assert len(alice.list()) == 1
    assert realm.post("/revoke", client_id="svc", client_secret="s3cret", token=token).json()["error"] == "invalid_token"
    assert realm.post("/revoke", client_id="svc", client_secret="wrong", token=other).status_code == 401
    assert realm.introspect(other)["active"]


def test_revoking_an_exchanged_token_leaves_the_api_token(realm, alice):
    token = alice.new()["token"]
    jwt = realm.token(**EXCHANGE, subject_token=token, scope="openid").json()["access_token"]
    realm.post("/revoke", client_id="svc", client_secret="s3cret", token=jwt)
    assert realm.userinfo(jwt).status_code == 401
    assert realm.introspect(token)["active"]


def test_guessing_locks_a_token_for_a_while(server, make_realm):
    realm = make_realm(**PROTECTED)
    tokens = Tokens(realm)
    token, other = tokens.new()["token"], tokens.new()["token"]
    for number in range(2):
        assert realm.introspect(guess(token, number)) == {"active": False}
    assert realm.introspect(token)["active"]
    assert realm.userinfo(guess(token, 9)).status_code == 401
    assert realm.introspect(token) == {"active": False}
    assert realm.introspect(other)["active"]
    server.move_clock(61)
    assert realm.introspect(token)["active"]


def test_guesses_at_the_admin_and_the_account_api_count(make_realm):
    realm = make_realm(**PROTECTED)
    tokens, admin = Tokens(realm), Admin(realm)
    token = tokens.new()["token"]
    assert admin.send("GET", "/users", bearer=guess(token, 1)).status_code == 401
    assert tokens.send("GET", bearer=guess(token, 2)).status_code == 401
    assert tokens.send("GET", bearer=guess(token, 3)).status_code == 401
    assert realm.introspect(token) == {"active": False}


def test_an_administrator_forgives(make_realm):
    realm = make_realm(**PROTECTED)
    made, admin = Tokens(realm).new(), Admin(realm)
    for number in range(3):
        realm.introspect(guess(made["token"], number))
    assert realm.introspect(made["token"]) == {"active": False}
    assert admin.send("GET", f"/attack-detection/brute-force/users/{made['id']}").json()["numFailures"] == 3
    admin.send("DELETE", f"/attack-detection/brute-force/users/{made['id']}")
    assert realm.introspect(made["token"])["active"]


def test_guesses_never_disable_the_owner(make_realm):
    realm = make_realm(**PROTECTED, permanentLockout=True)
    token = Tokens(realm).new()["token"]
    for number in range(10):
        realm.introspect(guess(token, number))
    assert Admin(realm).send("GET", "/users?username=alice").json()[0]["enabled"]


def test_mistakes_are_no_guesses(make_realm):
    realm = make_realm(**PROTECTED)
    token = Tokens(realm).new()["token"]
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), token[:-1], "kce_" + "0" * 57):
        for _ in range(5):
            assert realm.introspect(wrong) == {"active": False}
    assert realm.introspect(token)["active"]


def test_guesses_do_not_count_without_protection(realm, alice):
    token = alice.new()["token"]
    for number in range(40):
        realm.introspect(guess(token, number))
    assert realm.introspect(token)["active"]


def test_events_of_what_is_made_and_revoked(make_realm, open_page):  # noqa: F811
    realm = make_realm(eventsEnabled=True)
    tokens, admin = Tokens(realm), Admin(realm)
    created = tokens.new(label="ci")
    tokens.send("DELETE", f"/{created['id']}")
    token = tokens.new(label="self")["token"]
    realm.post("/revoke", client_id="other", client_secret="s3cret", token=token)
    browser = send(open_page(realm), label="page")
    assert shown(browser)
    events = [one for one in admin.send("GET", "/events").json() if one.get("details", {}).get("credential_type") == "api-token"]
    assert [(one["type"], one["clientId"], one["details"]["credential_user_label"]) for one in reversed(events)] == [
        ("UPDATE_CREDENTIAL", "svc", "ci"), ("REMOVE_CREDENTIAL", "svc", "ci"), ("UPDATE_CREDENTIAL", "svc", "self"),
        ("REMOVE_CREDENTIAL", "other", "self"), ("UPDATE_CREDENTIAL", "account-console", "page"),
    ]  # fmt: skip
    assert {one["userId"] for one in events} == {admin.user("alice")}
    assert events[-1]["details"]["credential_id"] == created["id"]


@pytest.fixture
def told(server):
    """Everything that the server tells of: its log, the recorded requests, what webhooks are told."""
    import io

    lines, hooks = io.StringIO(), []
    live = server.live
    log = live.app.access_log
    stream, live.app.access_log._stream = log._stream, lines
    tell, live.emulator.webhooks.tell = live.emulator.webhooks.tell, lambda kind, realm, document: hooks.append(json.dumps(document))
    live.emulator.webhooks.hooks = [HOOK]

    def read():
        live.call(log.flush)
        recorded = live.call(lambda: [json.dumps(one.as_json(), default=repr) + repr(one) for one in live.emulator.recorder])
        return lines.getvalue() + "".join(hooks) + "".join(recorded)

    yield read
    live.emulator.webhooks.hooks = []
    live.emulator.webhooks.tell = tell
    log._stream = stream


class HOOK:
    """A webhook that wants all."""

    @staticmethod
    def wants(kind, realm):
        return True


def test_no_secret_is_seen_anywhere(make_realm, told, open_page):  # noqa: F811
    realm = make_realm(
        eventsEnabled=True, adminEventsEnabled=True, adminEventsDetailsEnabled=True,
        users=[person(ALICE, "viewer")],
    )  # fmt: skip
    off = make_realm({"apiTokensEnabled": "false"}, name="off")
    tokens, admin = Tokens(realm), Admin(realm)
    created = tokens.new()
    token = created["token"]
    page = shown(send(open_page(realm), label="page"))
    realm.introspect(token)
    realm.userinfo(token)
    off.userinfo(token)
    off.introspect(token)
    admin.send("GET", "/users", bearer=token)
    admin.send("POST", "/users", bearer=admin.access, json={"username": "eve", "attributes": {"note": [token]}})
    realm.token(**EXCHANGE, subject_token=token)
    realm.http.get("/userinfo", params={"access_token": token})
    realm.http.get(f"/{token}")
    tokens.send("DELETE", f"/{token}")
    off.http.get(f"{realm.server.url}/{token}")
    realm.http.post("/token", data={"client_id": token, "grant_type": "client_credentials"})
    for pair in ((token, "x"), ("svc", token)):
        realm.http.post("/token", data={"grant_type": "client_credentials"}, auth=pair)
    escaped = f"token={token.replace('_', '%5F')}&client_id=svc&client_secret=s3cret"
    for body in (escaped, f"x=1&{token.replace('_', '%5f')}=1"):
        realm.http.post(f"/token/introspect?{body}", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    realm.post("/revoke", client_id="svc", client_secret="s3cret", token=token)
    everything = told() + admin.send("GET", "/events").text
    encoded = [base64.b64encode(f"{name}:{secret}".encode()).decode() for name, secret in ((token, "x"), ("svc", token))]
    for secret in (token[12:55], page[12:55], *encoded):
        assert secret not in everything
    assert token[:12] in everything


def test_a_recorded_token_shows_its_public_part(server, realm, alice):
    token = alice.new()["token"]
    realm.userinfo(token)
    last = server.live.call(lambda: list(server.live.emulator.recorder))[-1]
    assert last.headers["authorization"] == f"Bearer {token[:12]}********"


def test_other_texts_are_not_masked():
    from emulator.core import api_token_text

    for text in ("a_" + "b" * 57, "_" * 200, "x" * 300, "", "kce_short"):
        assert api_token_text.masked(text) == text
        assert api_token_text.masked_bytes(text.encode()) == text.encode()


def test_controls_revoke_a_token(server, realm, alice):
    from emulator.controls import tokens as controls

    token = alice.new()["token"]
    emulator = server.live.emulator
    server.live.call(lambda: controls.revoke(emulator.context(emulator.store.realm(realm.name), server.url), token))
    assert realm.introspect(token) == {"active": False}
