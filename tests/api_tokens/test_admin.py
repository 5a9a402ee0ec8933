"""API tokens as administrators meet them; and what happens to tokens when their owners, roles or realms change."""

import json
import re

import pytest

from tests.api_tokens.conftest import ACCOUNT, ON, Admin, Tokens
from tests.conftest import ALICE, SVC


def test_tokens_of_a_user_and_of_the_realm(realm, admin, alice):
    hers, bobs = alice.new(label="one", roles=["viewer"]), Tokens(realm, "bob").new(label="two")
    token, other = hers.pop("token"), bobs.pop("token")
    user = admin.user("alice")
    mine = admin.send("GET", f"/users/{user}/api-tokens")
    assert (mine.json(), mine.headers["cache-control"]) == ([hers], "no-cache")
    every = admin.send("GET", "/api-tokens")
    assert every.json() == [
        {**hers, "userId": user, "username": "alice"},
        {**bobs, "userId": admin.user("bob"), "username": "bob"},
    ]
    assert [one["label"] for one in admin.send("GET", "/api-tokens?first=1&max=1").json()] == ["two"]
    assert not any(secret in mine.text + every.text for secret in (token[12:], other[12:], "hash"))


def test_an_administrator_revokes_a_token(realm, admin, alice):
    made, bob = alice.new(), admin.user("bob")
    assert admin.send("DELETE", f"/users/{bob}/api-tokens/{made['id']}").status_code == 404
    assert realm.introspect(made["token"])["active"]
    assert admin.send("DELETE", f"/users/{admin.user('alice')}/api-tokens/{made['id']}").status_code == 204
    assert realm.introspect(made["token"]) == {"active": False}
    again = admin.send("DELETE", f"/users/{admin.user('alice')}/api-tokens/{made['id']}")
    assert (again.status_code, again.json()) == (404, {"error": "API token not found"})
    assert admin.send("GET", "/users/nobody/api-tokens").json() == {"error": "User not found"}


@pytest.mark.parametrize(
    ("roles", "reads", "writes"), [(["view-users"], 200, 403), (["manage-users"], 200, 204), (["view-realm"], 403, 403), ([], 403, 403)]
)
def test_permissions_are_those_of_users(make_realm, roles, reads, writes):
    realm = make_realm(users=[{**ALICE, "clientRoles": {**ACCOUNT, "realm-management": roles}}])
    tokens, admin = Tokens(realm), Admin(realm)
    made, user = tokens.new(), admin.user("alice")
    for path in ("/api-tokens", f"/users/{user}/api-tokens"):
        assert admin.send("GET", path, bearer=tokens.access).status_code == reads
        assert admin.send("GET", path, bearer="nonsense").status_code == 401
    assert admin.send("DELETE", f"/users/{user}/api-tokens/{made['id']}", bearer=tokens.access).status_code == writes


def test_off_the_paths_do_not_exist(make_realm):
    realm = make_realm({"apiTokensEnabled": "false"})
    admin = Admin(realm)
    user = admin.user("alice")
    for known in ("/api-tokens", f"/users/{user}/api-tokens", f"/users/{user}/api-tokens/x"):
        unknown = known.replace("api-tokens", "api-nothing")
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            for bearer in ("nonsense", admin.access):
                answers = [admin.send(method, path, bearer=bearer) for path in (known, unknown)]
                seen = [(one.status_code, one.content, {n: v for n, v in one.headers.items() if n != "date"}) for one in answers]
                assert seen[0] == seen[1], (method, known)


def test_a_disabled_owner_has_no_tokens_until_enabled(realm, admin, alice):
    token, user = alice.new()["token"], admin.user("alice")
    assert realm.introspect(token)["active"]
    admin.send("PUT", f"/users/{user}", json={"enabled": False})
    assert realm.introspect(token) == {"active": False}
    assert realm.userinfo(token).status_code == 401
    admin.send("PUT", f"/users/{user}", json={"enabled": True})
    assert realm.introspect(token)["active"]


def test_a_deleted_owner_takes_the_tokens_along(server, realm, admin, alice):
    token = alice.new()["token"]
    admin.send("DELETE", f"/users/{admin.user('alice')}")
    assert realm.introspect(token) == {"active": False}
    assert len(server.live.emulator.store.realm(realm.name).api_tokens) == 0
    assert admin.send("GET", "/api-tokens").json() == []


def test_an_owner_who_is_made_again_has_none(realm, admin, alice):
    token = alice.new()["token"]
    admin.send("DELETE", f"/users/{admin.user('alice')}")
    admin.send("POST", "/users", json={"username": "alice", "enabled": True})
    assert realm.introspect(token) == {"active": False}


def test_a_realm_that_is_deleted_and_made_again_has_none(make_realm):
    realm = make_realm()
    token = Tokens(realm).new()["token"]
    assert Admin(realm).send("DELETE").status_code == 204
    assert make_realm().introspect(token) == {"active": False}


def test_logging_out_does_not_end_a_token(realm, admin, alice):
    token, user = alice.new()["token"], admin.user("alice")
    assert admin.send("POST", f"/users/{user}/logout").status_code == 204
    assert realm.introspect(token)["active"]


def test_a_not_before_policy_of_the_realm_does(server, realm, admin, alice):
    token = alice.new()["token"]
    server.move_clock(10)
    admin.send("PUT", "", json={"notBefore": server.live.emulator.clock.seconds()})
    assert realm.introspect(token) == {"active": False}
    assert realm.introspect(Tokens(realm).new()["token"])["active"]


def test_the_users_representation_shows_nothing(realm, admin, alice):
    alice.new(label="hidden")
    user = admin.user("alice")
    for path in (f"/users/{user}", f"/users/{user}/credentials", "/users?search=alice"):
        assert "hidden" not in admin.send("GET", path).text
    exported = admin.send("POST", "/partial-export?exportClients=true&exportGroupsAndRoles=true")
    assert exported.status_code == 200
    assert not {"hidden", "api-token"} & set(re.findall(r"[\w-]+", exported.text))


def test_an_export_carries_tokens_that_its_import_accepts(server, realm, alice):
    narrow, all_roles = alice.new(label="ключ", roles=["viewer", "account:view-profile"], scopes=["openid"], expiresIn=999), alice.new()
    emulator = server.live.emulator
    realm.introspect(all_roles["token"])
    before = alice.list()
    document = json.loads(json.dumps(server.live.call(lambda: emulator.export(emulator.store.realm(realm.name)))))
    assert not any(secret in json.dumps(document) for secret in (narrow["token"], narrow["token"][12:55]))
    Admin(realm).send("DELETE")
    server.live.call(lambda: emulator.add_realm(document))
    assert realm.introspect(narrow["token"])["realm_access"] == {"roles": ["viewer"]}
    assert realm.introspect(narrow["token"])["resource_access"] == {"account": {"roles": ["view-profile"]}}
    assert realm.introspect(all_roles["token"])["active"]
    after = Tokens(realm).list()
    for token in (*before, *after):
        token.pop("lastUsedDate", None)
    assert after == before
    credentials = Admin(realm).send("GET", f"/users/{Admin(realm).user('alice')}/credentials").json()
    assert [token["type"] for token in credentials] == ["password"]


def test_an_export_is_a_realm_file(server, realm, alice, tmp_path):
    from emulator.realm import files

    token = alice.new(roles=["viewer"])["token"]
    emulator = server.live.emulator
    document = server.live.call(lambda: emulator.export(emulator.store.realm(realm.name)))
    file = tmp_path / "test-realm.json"
    file.write_text(json.dumps(document))
    [read] = files.read(file, {})
    Admin(realm).send("DELETE")
    server.live.call(lambda: emulator.add_realm(read))
    assert realm.introspect(token)["realm_access"] == {"roles": ["viewer"]}


@pytest.mark.parametrize(
    "broken",
    [
        {"secretData": "{}"}, {"secretData": "nothing"}, {"credentialData": "[]"}, {"credentialData": '{"public": "x", "expires": "soon"}'},
        {"credentialData": '{"public": "x", "expires": 1e300}'}, {"credentialData": '{"public": "x", "scopes": 5}'},
        {"credentialData": '{"public": "x", "clientRoles": 5}'}, {"credentialData": '{"public": "x", "lastUsed": -1}'},
    ],
)  # fmt: skip
def test_credentials_that_are_no_token_are_left_alone(make_realm, broken):
    usual = {"id": "t", "type": "api-token", "secretData": '{"hash": "0"}', "credentialData": '{"public": "x"}', "createdDate": 1}
    password = {"type": "password", "value": "wonder"}
    realm = make_realm(users=[{**ALICE, "credentials": [password, {**usual, **broken}], "clientRoles": ACCOUNT}])
    assert Tokens(realm).list() == []


def test_an_administrator_plants_no_token_by_the_users_credentials(realm, admin):
    from emulator.core import api_token_text
    from emulator.core.ids import Ids

    text = api_token_text.make(Ids(), "kce_")
    data = json.dumps({"public": text[:12]})
    credential = {"type": "api-token", "secretData": json.dumps({"hash": api_token_text.digest(text)}), "credentialData": data}
    assert admin.send("POST", "/users", json={"username": "eve", "enabled": True, "credentials": [credential]}).status_code == 201
    assert realm.introspect(text) == {"active": False}


def test_a_name_of_a_deleted_role_is_not_shown(realm, admin, alice):
    alice.new(roles=["viewer", "engineer"])
    admin.send("DELETE", "/roles/engineer")
    assert alice.list()[0]["roles"] == ["viewer"]


def test_the_client_that_tokens_are_for(make_realm):
    claims = {"name": "tier", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": {
        "claim.name": "tier", "claim.value": "gold", "jsonType.label": "String", "access.token.claim": "true"}}  # fmt: skip
    extra = {
        "name": "extra",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-hardcoded-role-mapper",
        "config": {"role": "administrator"},
    }
    realm = make_realm({"apiTokensClient": "product"}, clients=[SVC, {**SVC, "clientId": "product", "protocolMappers": [claims, extra]}])
    tokens, admin = Tokens(realm), Admin(realm)
    introspected = realm.introspect(tokens.new(roles=["viewer"])["token"])
    assert (introspected["client_id"], introspected["azp"], introspected["tier"], introspected["realm_access"]) == (
        "product",
        "product",
        "gold",
        {"roles": ["viewer"]},
    )
    token = tokens.new()["token"]
    client = admin.send("GET", "/clients?clientId=product").json()[0]["id"]
    admin.send("PUT", f"/clients/{client}", json={"clientId": "product", "enabled": False})
    assert realm.introspect(token) == {"active": False}
    admin.send("DELETE", f"/clients/{client}")
    assert realm.introspect(token) == {"active": False}
    assert realm.userinfo(token).status_code == 401
    assert tokens.create().status_code == 400


def test_it_is_a_realm_attribute_that_turns_it_on(realm, admin):
    assert {name: value for name, value in admin.send("GET", "").json()["attributes"].items() if name in ON} == ON
