"""Realm files: every fault with its place; shorthands, placeholders, folders."""

import json

import pytest

from emulator.core.errors import RealmFileError
from emulator.realm import files
from emulator.world import realm_files


def read(tmp_path, text, name="realm.yaml", environ=None):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return files.read_all([path], environ or {})


def faults(tmp_path, text, name="realm.yaml"):
    with pytest.raises(RealmFileError) as refused:
        read(tmp_path, text, name)
    return [str(finding).removeprefix(f"{tmp_path}/") for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("realm: x\nclientz: []\n", "realm.yaml:2:1: clientz: unknown field, did you mean 'clients'?"),
        ("realm: x\naccessTokenLifespan: soon\n", 'realm.yaml:2:22: accessTokenLifespan: must be a whole number, not "soon"'),
        ("realm: x\nenabled: maybe\n", 'realm.yaml:2:10: enabled: must be true or false, not "maybe"'),
        ("realm: x\nclients: 5\n", "realm.yaml:2:10: clients: must be a"),
        ("realm: x\nusers:\n- email: a@b.c\n", "realm.yaml:3:3: users[0]: needs 'username'"),
        ("realm: x\nclients:\n- clientId: a\n- clientId: a\n", "realm.yaml:4:13: clients[1].clientId: the clientId 'a' stands"),
        ("realm: x\nusers:\n  a:\n    passwort: x\n", "realm.yaml:4:5: users.a.passwort: unknown field, did you mean 'password'?"),
        ("realm: x\nrealm: y\n", "realm.yaml:2:1: the key 'realm' stands here a second time"),
        ("realm: x\nbruteForceStrategy: LINEARR\n", "must be LINEAR or MULTIPLE, not \"LINEARR\", did you mean 'LINEAR'?"),
        ("realm: a/b\n", "realm.yaml:1:8: realm: Character '/' not allowed."),
        ("realm: x\n\tb: 1\n", "realm.yaml:2:1: broken YAML"),
        ("", "realm.yaml: is empty"),
        ("- a\n- b\n", "a realm is a mapping"),
        (b"realm: \xff\n", "is not UTF-8: byte 0xff"),
    ],
)  # fmt: skip
def test_a_fault_says_what_and_where(tmp_path, text, expected):
    assert any(expected in fault for fault in faults(tmp_path, text))


def test_an_authenticator_that_is_not_there_is_said_with_its_place(tmp_path):
    path, warnings = tmp_path / "realm.yaml", []
    path.write_text(
        "realm: x\nbrowserFlow: m\nauthenticationFlows:\n- alias: m\n  authenticationExecutions:\n  - {authenticator: auth-cookies}\n"
    )
    (realm,) = realm_files.read_all([path], {}, warnings)
    assert realm["browserFlow"] == "m"
    (warning,) = [str(one).removeprefix(f"{tmp_path}/") for one in warnings]
    assert warning == (
        "realm.yaml:6:21: authenticationFlows[0].authenticationExecutions[0].authenticator: the emulator has no authenticator "
        "'auth-cookies': a login that comes to it in the flow 'm' fails, did you mean 'auth-cookie'?"
    )


def test_all_faults_of_all_files_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("realm: a\nfoo: 1\nbar: 2\n")
    (tmp_path / "b.json").write_text('{"realm": "b",\n "clients": [{"clientId": "c", "secrt": "x"}]}')
    with pytest.raises(RealmFileError) as refused:
        files.read_all([tmp_path], {})
    assert len(refused.value.findings) == 3
    assert "b.json:2:32: clients[0].secrt: unknown field, did you mean 'secret'?" in str(refused.value.findings[2])


@pytest.mark.parametrize("text", ['{"realm": "x",}', '{"realm": ', "[" * 100_000, '{"a": "' + "x" * 10, "\x00"])
def test_broken_json_is_a_finding(tmp_path, text):
    assert faults(tmp_path, text, "realm.json")


def test_a_file_named_after_another_realm_is_refused_in_keycloaks_words(tmp_path):
    (fault,) = faults(tmp_path, '{"realm": "imported"}', "imp-realm.json")
    assert "File name / realm name mismatch. imp-realm.json, contains realm imported. File name should be imported-realm.json" in fault


def test_placeholders(tmp_path):
    environ = {"SECRET": "from env", "LIFE": "77"}
    text = 'realm: ${NAME:x}\naccessTokenLifespan: ${LIFE}\ndisplayName: "${UNSET} ${SECRET}"\n'
    (realm,) = read(tmp_path, text, environ=environ)
    assert (realm["realm"], realm["accessTokenLifespan"], realm["displayName"]) == ("x", 77, "${UNSET} from env")


def test_shorthands_expand_to_the_representation(tmp_path):
    text = """
    roles: [clerk]
    clients:
      api:
        secret: s
        scopes: ["orders:read"]
        lifespan: never
        opaqueAccessTokens: true
        claims: {n: 1, t: true, s: x, o: {a: 1}}
        roles: [reader]
        serviceAccountRoles: [clerk, "api:reader"]
    users:
      alice: {password: wonder, roles: [clerk, "api:reader"], name: Alice Liddell}
    """
    (realm,) = read(tmp_path, text, "shop.yaml")
    client, alice = realm["clients"][0], realm["users"][0]
    assert (realm["realm"], realm["enabled"]) == ("shop", True)
    assert client["serviceAccountsEnabled"]
    assert client["directAccessGrantsEnabled"]
    assert client["attributes"] == {"access.token.expiration": "never", "access.token.format": "opaque"}
    assert [m["config"]["jsonType.label"] for m in client["protocolMappers"]] == ["long", "boolean", "String", "JSON"]
    assert "orders:read" in client["defaultClientScopes"]
    assert {"profile", "orders:read"} <= {scope["name"] for scope in realm["clientScopes"]}
    assert (alice["enabled"], alice["email"], alice["lastName"]) == (True, "alice@example.org", "Liddell")
    assert (alice["realmRoles"], alice["clientRoles"]) == (["clerk"], {"api": ["reader"]})
    assert realm["users"][1]["serviceAccountClientId"] == "api"


def test_lists_keep_keycloaks_own_defaults(tmp_path):
    text = "realm: x\nclients:\n- clientId: a\nusers:\n- username: b\n"
    (realm,) = read(tmp_path, text)
    assert realm["clients"] == [{"clientId": "a"}]
    assert realm["users"] == [{"username": "b"}]


def test_users_in_files_of_their_own_join_their_realm(tmp_path):
    (tmp_path / "shop-realm.json").write_text(json.dumps({"realm": "shop", "users": [{"username": "a"}]}))
    (tmp_path / "shop-users-0.json").write_text(json.dumps({"realm": "shop", "users": [{"username": "b"}]}))
    (realm,) = files.read_all([tmp_path], {})
    assert [user["username"] for user in realm["users"]] == ["a", "b"]


def test_an_alias_bomb_is_refused(tmp_path):
    levels = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 200))
    assert any("aliases" in fault for fault in faults(tmp_path, f"l0: &l0 [x]\n{levels}\n"))


@pytest.mark.parametrize("name", ["bvnk", "gcore", "layer5"])
def test_shipped_realms_are_found_by_name(name):
    (realm,) = files.read_all([files.resolve(name)], {})
    assert realm["realm"] == name
