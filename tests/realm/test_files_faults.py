"""What is wrong with a realm file is said with its place, all of it at once, with a suggestion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.core.errors import Finding, RealmFileError
from emulator.realm import files, meaning

from .test_files import write


def faults(path: Path, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(RealmFileError) as caught:
        files.read(path, environ or {})
    return [str(finding).replace(f"{path.parent}/", "") for finding in caught.value.findings]


def test_every_fault_of_every_file_is_reported_with_line_and_column(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "realm: a\nclients:\n  ${ID:web}:\n    redirectUri: []\n    public: maybe\n")
    write(tmp_path, "b.json", '{\n "realm": "b",\n "users": [\n  {"usrname": "x"}]}')
    assert [str(f).replace(f"{tmp_path}/", "") for f in _findings(tmp_path)] == [
        "a.yaml:4:5: clients.web.redirectUri: unknown field, did you mean 'redirectUris'?",
        'a.yaml:5:13: clients.web.public: must be true or false, not "maybe"',
        "b.json:4:4: users[0].usrname: unknown field, did you mean 'username'?",
    ]


def _findings(path: Path) -> list[Finding]:
    with pytest.raises(RealmFileError) as caught:
        files.read(path, {})
    return list(caught.value.findings)


BROKEN = [
    ("a.yaml", "realm: x\n\tclients: {}\n", "a.yaml:2:1: broken YAML: found a tab character that violates indentation; YAML is indented"),
    ("a.yaml", "realm: x\nrealm: y\n", "a.yaml:2:1: the key 'realm' stands here a second time"),
    ("a.yaml", "realm: x\nclients:\n  - redirectUris: [*]\n", "put a text that begins with * or & in quotes"),
    ("a.yaml", "x: [${A}]\n", "put a placeholder between [ ] or { } in quotes"),
    ("a.yaml", "realm: p\nusers:\n - username: a\n   password: b: c\n", "a.yaml:4:15: broken YAML: mapping values are not allowed"),
    ("a.yaml", "realm: a\n---\nrealm: b\n", "write several realms as a list"),
    ("a.yaml", "realm: z\nusers:\n  {{ x }}: {}\n", "a.yaml:3:3: a key is a text"),
    ("a.yaml", "realm: !!python/object:os.system x\n", "could not determine a constructor"),
    ("a.yaml", "just text", "a realm is a mapping"),
    ("a.yaml", "", "a.yaml: is empty"),
    ("a.yaml", "# only a comment\n", "a.yaml: is empty"),
    ("a.yaml", "---\n", "a.yaml: is empty; a realm begins with 'realm: name'"),
    ("a-realm.json", "null", "a-realm.json: is empty; a realm begins with 'realm: name'"),
    ("a-realm.json", "", "a-realm.json: is empty; a realm begins with 'realm: name'"),
    ("a.yaml", b"realm: a\ndisplayName: \xff\n", "a.yaml:2:14: is not UTF-8: byte 0xff"),
    ("a.yaml", "a: " + "[" * 100_000, "nested too deeply"),
    ("a.yaml", "- " * 100_000, "nested too deeply"),
    ("a.yaml", "realm: a\nattributes: &a {b: *a}\n", "a.yaml"),
    ("a.yaml", "realm: a\nclients: {c: {lifespan: nevr}}\n", "a.yaml:2:25: clients.c.lifespan: must be a number of seconds or 'never'"),
    ("a.json", '{"realm":"x",}', "no comma belongs before a closing bracket"),
    ("a.json", "{'realm':1}", "a.json:1:2: broken JSON: Expecting property name enclosed in double quotes; JSON has double quotes only"),
    ("a.json", '{"realm":"x" // hi\n}', "JSON has no comments"),
    ("a.json", '{"realm":"v","enabled":NaN}', "a.json:1:24: broken JSON: NaN is no JSON"),
    ("a.json", "[" * 100_000, "nested too deeply"),
    ("a-realm.json", "1", "a realm is a mapping"),
    ("a-users-0.json", '{"realm": "b"}', "Trying to import users into invalid realm. Realm name: a, Expected realm name: b"),
    ("a.json", "{}", "a.json:1:1: a realm needs 'realm', its name"),
    ("a.json", '{"realm":"a/b"}', "Character '/' not allowed."),
    ("imp-realm.json", '{"realm":"imported"}', "imp-realm.json, contains realm imported. File name should be imported-realm.json"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "message"), BROKEN)
def test_what_cannot_be_read_is_explained(tmp_path: Path, name: str, text: Any, message: str) -> None:
    found = faults(write(tmp_path, name, text))
    assert len(found) == 1
    assert message in found[0]


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    text, last = "a: &a [x, x, x, x, x, x, x, x, x]\n", "a"
    for name in "bcdefghij":
        text += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
        last = name
    assert faults(write(tmp_path, "a.yaml", text)) == ["a.yaml: its aliases make it larger than a realm can be"]


def test_missing_files_and_empty_folders_are_findings(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no realm file" in faults(tmp_path / "empty")[0]
    assert "cannot be read: No such file" in faults(tmp_path / "none.yaml")[0]


def test_a_realm_in_two_files_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "realm: x\n")
    second = write(tmp_path, "b.yaml", "realm: x\n")
    with pytest.raises(RealmFileError) as caught:
        files.read_all([tmp_path / "a.yaml", second], {})
    assert "the realm 'x' is already in" in str(caught.value)


USER = {"username": "bob"}
PROVIDER = {"alias": "a", "providerId": "oidc"}
MAPPER = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper"}
# As the real import treats them: True where it fails (409 or 500), False where it goes on without a word.
MEANINGS: list[tuple[dict[str, Any], bool]] = [
    ({"users": [{**USER, "realmRoles": ["nope"]}]}, False),
    ({"users": [{**USER, "clientRoles": {"account": ["nope"]}}]}, False),
    ({"users": [{**USER, "clientRoles": {"nope": ["x"]}}]}, True),
    ({"users": [{**USER, "groups": ["/nope"]}]}, True),
    ({"users": [{**USER, "serviceAccountClientId": "nope"}]}, True),
    ({"users": [{**USER, "clientConsents": [{"clientId": "nope"}]}]}, True),
    ({"users": [{**USER, "clientConsents": [{"clientId": "account", "grantedClientScopes": ["nope"]}]}]}, True),
    ({"groups": [{"name": "g", "realmRoles": ["nope"]}]}, False),
    ({"groups": [{"name": "g", "clientRoles": {"nope": ["x"]}}]}, True),
    ({"clients": [{"clientId": "c", "defaultClientScopes": ["nope"]}]}, False),
    ({"defaultDefaultClientScopes": ["nope"]}, False),
    ({"defaultGroups": ["/nope"]}, False),
    ({"roles": {"realm": [{"name": "a", "composites": {"realm": ["nope"]}}]}}, True),
    ({"roles": {"realm": [{"name": "a", "composites": {"client": {"nope": ["x"]}}}]}}, True),
    ({"roles": {"realm": [{"name": "a", "composites": {"client": {"account": ["nope"]}}}]}}, True),
    ({"roles": {"client": {"nope": [{"name": "x"}]}}}, True),
    ({"scopeMappings": [{"client": "nope", "roles": ["offline_access"]}]}, True),
    ({"scopeMappings": [{"clientScope": "nope", "roles": ["offline_access"]}]}, True),
    ({"scopeMappings": [{"client": "account", "roles": ["nope"]}]}, False),
    ({"clientScopeMappings": {"nope": [{"client": "account", "roles": []}]}}, True),
    ({"clientScopeMappings": {"account": [{"client": "nope", "roles": ["view-profile"]}]}}, True),
    ({"browserFlow": "nope"}, True),
    ({"clients": [{"clientId": "c", "protocolMappers": [{**MAPPER, "protocolMapper": "nope"}]}]}, False),
    ({"clients": [{"clientId": "c", "protocolMappers": [{**MAPPER, "protocolMapper": None}]}]}, True),
    ({"clients": [{"clientId": "c", "protocolMappers": [{**MAPPER, "protocol": None}]}]}, True),
    ({"clients": [{"clientId": "c", "protocolMappers": [{**MAPPER, "name": None}]}]}, True),
    ({"clients": [{"clientId": "c", "protocolMappers": [MAPPER, MAPPER]}]}, True),
    ({"users": [{"enabled": True}]}, True),
    ({"clients": [{"clientId": "c"}, {"clientId": "c"}]}, True),
    ({"users": [USER, {"username": "BOB"}]}, True),
    ({"users": [{**USER, "email": "a@b.c"}, {"username": "x", "email": "A@b.c"}]}, True),
    ({"roles": {"realm": [{"name": "a"}, {"name": "a"}]}}, True),
    ({"clientScopes": [{"name": "s"}, {"name": "s"}]}, True),
    ({"clientScopes": [{"protocol": "openid-connect"}]}, True),
    ({"groups": [{"name": "g", "subGroups": [{"name": "h"}, {"name": "h"}]}]}, True),
    ({"identityProviderMappers": [{"name": "m", "identityProviderAlias": "nope", "identityProviderMapper": "x"}]}, False),
    ({"identityProviders": [PROVIDER], "identityProviderMappers": [{"name": "m", "identityProviderAlias": "a"}]}, True),
    ({"identityProviders": [PROVIDER], "identityProviderMappers": [{"identityProviderAlias": "a", "identityProviderMapper": "x"}]}, True),
    ({"identityProviderMappers": [{"name": "m", "identityProviderMapper": "x"}]}, True),
]


@pytest.mark.parametrize(("realm", "fatal"), MEANINGS)
def test_what_the_import_refuses_is_a_fault_and_what_it_passes_over_a_warning(realm: dict[str, Any], fatal: bool) -> None:
    found, warnings = meaning.check({"realm": "shop", **realm})
    assert (bool(found), bool(warnings)) == (fatal, not fatal)


def test_what_import_takes_has_neither_faults_nor_warnings() -> None:
    fine = {
        "realm": "shop", "clients": [{"clientId": "c"}, {"clientId": "C"}, {"id": "only-id"}], "defaultRoles": ["new"],
        "groups": [{"name": "g", "subGroups": [{"name": "h"}]}], "defaultGroups": ["/g"], "browserFlow": "browser",
        "users": [{"username": "bob", "groups": ["/g/h", "g"], "realmRoles": ["default-roles-shop"]},
                  {"username": "ann", "clientRoles": {"account": ["view-profile"]}}],
        "roles": {"client": {"c": [{"name": "r"}]},
                  "realm": [{"name": "a", "composites": {"client": {"c": ["r"]}, "realm": ["offline_access"]}}]},
    }  # fmt: skip
    assert meaning.check(fine) == ([], [])


def test_references_in_shorthand_are_reported_where_they_are_written(tmp_path: Path) -> None:
    text = """realm: shop
roles: [admin]
clients:
  web:
    secret: x
    scopes: [x]
    serviceAccountRoles: [admn, 'nope:x']
    protocolMappers:
      - {name: m, protocol: openid-connect, protocolMapper: oidc-usermodel-atribute-mapper}
users:
  bob:
    roles: [admn, "web:nope", "shopp:x"]
    groups: [/staff]
  Bob: {email: b@x.org}
"""
    warnings: list[Finding] = []
    with pytest.raises(RealmFileError) as caught:
        files.read(write(tmp_path, "a.yaml", text), {}, warnings)
    assert [(f.line, f.column, f.path, f.message) for f in caught.value.findings] == [
        (14, 8, "users.Bob", "the username 'Bob' stands here a second time"),
        (12, 31, "users.bob.roles[2]", "there is no client 'shopp'"),
        (13, 14, "users.bob.groups[0]", "there is no group '/staff'"),
        (7, 26, "clients.web.serviceAccountRoles", "there is no client 'nope'"),
    ]
    assert [(f.line, f.path, f.message) for f in warnings] == [
        (9, "clients.web.protocolMappers[0].protocolMapper",
         "no protocol mapper of Keycloak: 'oidc-usermodel-atribute-mapper', did you mean 'oidc-usermodel-attribute-mapper'?"),
        (12, "users.bob.roles[0]", "there is no realm role 'admn' (it is made), did you mean 'admin'?"),
        (12, "users.bob.roles[1]", "there is no role of the client 'web' 'nope' (it is made)"),
        (7, "clients.web.serviceAccountRoles", "there is no realm role 'admn' (it is made), did you mean 'admin'?"),
    ]  # fmt: skip


def test_a_repeated_key_in_json_is_a_warning(tmp_path: Path) -> None:
    warnings: list[Finding] = []
    path = write(tmp_path, "a.json", '{"realm": "w", "enabled": true,\n "enabled": false}')
    assert files.read(path, {}, warnings) == [{"realm": "w", "enabled": False}]
    assert [(f.line, f.column, f.message) for f in warnings] == [(2, 2, "'enabled' stands here a second time; only the last one counts")]


def test_a_fault_in_a_list_of_realms_has_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", json.dumps([{"realm": "a"}, {"realm": "b", "nope": 1}], indent=1))
    assert faults(path) == ["a.json:7:3: nope: unknown field"]


HOLDS_NOTHING = "none.json: holds no realm; a realm begins with 'realm: name'"
# As the real one's start with --import-realm treats them: what is there afterwards.
PASSED_OVER: list[tuple[str, list[str], list[str]]] = [
    ("[]", [], [HOLDS_NOTHING]),
    ("", [], [HOLDS_NOTHING]),
    (" \n", [], [HOLDS_NOTHING]),
    ("null", [], [HOLDS_NOTHING]),
    ('"x"', [], [HOLDS_NOTHING]),
    ("[null]", [], [HOLDS_NOTHING, "none.json: entry 1 is no realm, and nothing is read from there on"]),
    ('[{"realm": "a"}, 1, {"realm": "b"}]', ["a"], ["none.json: entry 2 is no realm, and nothing is read from there on"]),
    ('{"realm": "a"}\n trailing', ["a"], ["none.json:2:2: only the first value of a JSON file is read; this is not"]),
    ('{"realm": "a"}{"realm": "b"}', ["a"], ["none.json:1:15: only the first value of a JSON file is read; this is not"]),
    (
        '[{"realm": "a", "enabled": false}, {"realm": "a", "enabled": true}]',
        ["a"],
        ["none.json: realm: the realm 'a' stands here a second time; only the last one counts"],
    ),
]


def test_what_is_no_realm_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    for text, names, told in PASSED_OVER:
        warnings: list[Finding] = []
        realms = files.read(write(tmp_path, "none.json", text), {}, warnings)
        assert [realm["realm"] for realm in realms] == names, text
        assert [str(warning).replace(f"{tmp_path}/", "") for warning in warnings] == told, text
        assert all(realm.get("enabled", True) for realm in realms), text
