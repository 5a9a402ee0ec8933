"""API tokens by the Account REST API: made, shown once, listed, revoked; and what is refused."""

import re
import zlib

import pytest

from tests.api_tokens.conftest import JSON, Tokens

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def test_a_token_is_shown_once_and_listed_without_its_secret(realm, alice):
    answer = alice.create(label="build server", roles=["viewer"], scopes=["openid", "email"], expiresIn=3600)
    shown = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert answer.headers["location"] == f"{realm.issuer}/account/api-tokens/{shown['id']}"
    token = shown.pop("token")
    assert shown == {
        "id": shown["id"], "label": "build server", "prefix": token[:12], "createdDate": shown["createdDate"],
        "expirationDate": shown["createdDate"] + 3_600_000, "roles": ["viewer"], "scopes": ["openid", "email"],
    }  # fmt: skip
    assert alice.list() == [shown]
    assert token not in alice.send("GET").text


def test_the_text_has_a_prefix_256_random_bits_and_a_checksum(alice):
    texts = {alice.new()["token"] for _ in range(5)}
    assert len(texts) == 5
    for text in texts:
        found = re.fullmatch(r"kce_([0-9A-Za-z]{8}[0-9A-Za-z]{43})([0-9A-Za-z]{6})", text)
        assert found
        number = 0
        for digit in found[2]:
            number = number * 62 + DIGITS.index(digit)
        assert number == zlib.crc32(found[1].encode())


def test_only_a_hash_is_kept(server, realm, alice):
    token = alice.new()["token"]
    rows = list(server.live.emulator.store.realm(realm.name).api_tokens)
    assert (len(rows), token[12:55] in repr(rows)) == (1, False)


def test_the_prefix_is_the_realms(make_realm):
    assert Tokens(make_realm({"apiTokensPrefix": "shop_"})).new()["token"].startswith("shop_")


def test_without_an_expiry_a_token_never_ends(server, realm, alice):
    tokens = [alice.new()["token"], alice.new(expiresIn="never")["token"], alice.new(expiresIn=None)["token"]]
    server.move_clock(20 * 365 * 86400)
    assert [realm.introspect(token)["active"] for token in tokens] == [True] * 3


def test_a_token_ends_when_it_expires(server, realm, alice):
    token = alice.new(expiresIn=60)["token"]
    server.move_clock(58)
    assert realm.introspect(token)["active"]
    server.move_clock(3)
    assert realm.introspect(token) == {"active": False}
    assert realm.userinfo(token).status_code == 401


def test_the_longest_life_is_the_realms(make_realm):
    tokens = Tokens(make_realm({"apiTokensMaxLifespan": "600"}))
    made = tokens.new()
    assert made["expirationDate"] - made["createdDate"] == 600_000
    for given in (601, "never"):
        assert tokens.create(expiresIn=given).json() == {
            "field": "expiresIn",
            "errorMessage": "The realm's API tokens live up to 600 seconds",
        }


def test_revoking_ends_a_token_at_the_next_request(realm, alice):
    made, other = alice.new(), alice.new()
    assert realm.introspect(made["token"])["active"]
    assert alice.send("DELETE", f"/{made['id']}").status_code == 204
    assert realm.introspect(made["token"]) == {"active": False}
    assert realm.introspect(other["token"])["active"]
    assert [one["id"] for one in alice.list()] == [other["id"]]
    again = alice.send("DELETE", f"/{made['id']}")
    assert (again.status_code, again.json()) == (404, {"error": "API token not found"})


def test_nobody_sees_or_revokes_the_tokens_of_others(realm, alice):
    made, bob = alice.new(), Tokens(realm, "bob")
    assert bob.list() == []
    assert bob.send("DELETE", f"/{made['id']}").status_code == 404
    assert realm.introspect(made["token"])["active"]


def test_the_last_use_is_noted(server, realm, alice):
    made = alice.new()
    assert "lastUsedDate" not in alice.list()[0]
    server.move_clock(100)
    realm.introspect(made["token"])
    used = alice.list()[0]["lastUsedDate"]
    assert 100_000 <= used - made["createdDate"] <= 110_000
    server.move_clock(100)
    realm.userinfo(made["token"])
    assert alice.list()[0]["lastUsedDate"] >= used + 100_000


def test_the_last_use_is_stored_once_a_second_at_most(server, realm, alice, monkeypatch):
    token = alice.new()["token"]
    clock, table = server.live.emulator.clock, server.live.emulator.store.realm(realm.name).api_tokens
    clock.freeze()
    realm.introspect(token)
    before = next(iter(table))
    realm.introspect(token)
    assert next(iter(table)) is before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("label", value) for value in ("", " \t", None, 5, ["a"], "x" * 256, "a\nb", "a\x00b", "a\u202eb")),
        *(("roles", value) for value in ("viewer", [1], {"viewer": True}, [""], ["administrator"], ["viewer", "nothing"], ["\ud800\n"])),
        ("roles", ["realm-management:realm-admin"]),
        *(("scopes", value) for value in ([], "openid", ["offline_access"], ["nothing"], ["openid email"], [None])),
        *(("expiresIn", value) for value in (0, -1, True, "60", 1.5, 10**30, [60])),
        *((name, "x") for name in ("token", "userId", "id", "hash", "public")),
    ],
)  # fmt: skip
def test_what_makes_no_token(alice, field, value):
    answer = alice.create(**{field: value})
    assert answer.status_code == 400, answer.text
    assert answer.json()["field"] == field
    assert alice.list() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"label"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_object(alice, body):
    answer = alice.send("POST", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_hostile_labels_are_only_texts(alice):
    labels = ["<script>alert(1)</script>", "'; DROP TABLE api_tokens; --", "{{ 7*7 }}", "${jndi:ldap://x}", "ключ 🔑"]
    assert [alice.new(label=label)["label"] for label in labels] == labels
    assert [one["label"] for one in alice.list()] == labels


def test_without_the_roles_of_the_account(make_realm):
    from tests.conftest import ALICE

    realm = make_realm(users=[{**ALICE, "clientRoles": {"account": ["view-profile"]}}])
    tokens = Tokens(realm)
    assert tokens.list() == []
    assert tokens.create().status_code == 403
    assert tokens.send("DELETE", "/x").status_code == 403


def test_without_a_good_token(alice):
    for bearer in ("nonsense", "kce_" + "a" * 57, alice.access[:-4] + "AAAA"):
        for method in ("GET", "POST"):
            assert alice.send(method, bearer=bearer, json={"label": "x"} if method == "POST" else None).status_code == 401


def test_a_browser_gets_the_console(realm, alice):
    answer = realm.http.get(f"{realm.issuer}/account/api-tokens", headers={"Accept": "text/html"})
    assert (answer.status_code, "/protocol/openid-connect/auth?" in answer.text) == (200, True)


def test_cors_is_that_of_the_account(realm, alice):
    url = f"{realm.issuer}/account/api-tokens"
    answer = realm.http.request("OPTIONS", url, headers={"Origin": "https://app.example.org", "Access-Control-Request-Method": "DELETE"})
    known = realm.http.request("OPTIONS", f"{realm.issuer}/account/sessions", headers={"Origin": "https://app.example.org"})
    assert answer.headers["access-control-allow-methods"] == known.headers["access-control-allow-methods"]
    refused = realm.http.get(url, headers={**JSON, "Authorization": f"Bearer {alice.access}", "Origin": "https://evil.example.org"})
    assert (refused.status_code, refused.json()) == (403, {"error": "Invalid origin"})


def test_off_nothing_of_it_is_there(make_realm):
    realm = make_realm({"apiTokensEnabled": "false"})
    tokens = Tokens(realm)
    headers = {"Authorization": f"Bearer {tokens.access}", "Origin": "https://x.example.org"}
    for extra in ({}, JSON, {"Content-Type": "application/json"}):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            for known, unknown in (("api-tokens", "api-nothing"), ("api-tokens/x", "api-nothing/x"), ("api-tokens/x/y", "api-nothing/x/y")):
                statuses = [
                    _seen(realm.http.request(method, f"{realm.issuer}/account/{path}", headers={**headers, **extra}))
                    for path in (known, unknown)
                ]
                assert statuses[0] == statuses[1], (method, known)


def _seen(answer):
    headers = {name: re.sub(r"=[^&;]*", "", value) for name, value in answer.headers.items() if name not in ("date", "content-length")}
    # The page for browsers has the URL of a login, with a state and a challenge of its own.
    text = re.sub(r'(state|code_challenge)=[^&"]*', "", answer.text).replace("api-nothing", "api-tokens")
    return answer.status_code, headers, text
