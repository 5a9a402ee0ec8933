"""Reading realm files: formats, placeholders, folders, names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.core.errors import Finding, RealmFileError
from emulator.realm import files, placeholders

# Text, and what Keycloak's own import made of it with A=va, B=${A}, E empty, Q=a,b, O=${ and P=${A.
REPLACED = [
    ("${A}", "va"), ("${A:d}", "va"), ("${Z}", "${Z}"), ("${Z:d}", "d"), ("${Z:}", ""), ("${A}${A}", "vava"), ("$${A}", "$${A}"),
    ("$$${A}", "$$va"), ("$${Z}", "$${Z}"), ("${B}", "va"), ("${Z:${A}}", "va"), ("${Z:${Y:q}}", "q"), ("${Z:a:b}", "a:b"),
    ("${A,Z}", "va"), ("${Z,A}", "va"), ("${Z,Y:d}", "d"), ("${env.A}", "${env.A}"), ("${}", "${}"), ("${:d}", "${:d}"), ("${/}", "/"),
    ("${A", "${A"), ("$A", "$A"), ("x ${Z:http://a/b?c={d}} y", "x http://a/b?c={d} y"), ("${Z:{}}", "{}"), ("${E}", ""), ("${E:d}", ""),
    ("${ A }", "${ A }"), ("${Z: d }", " d "), ("\\${A}", "\\va"), ("${Z:-d}", "-d"), ("${Z:$}", "${Z:$}"), ("${a${A}}", "${ava}"),
    ("${${A}:x}", "x"), ("{${A}}", "{va}"), ("$ {A}", "$ {A}"), ("${Z:$${A}}", "$va"), ("${Z:d", "${Z:d"), ("${Z:${A}", "${Z:va"),
    ("${O}A}", "${A}"), ("${P}}", "${A}"), ("${Z:{a}", "${Z:{a}"), ("${Z:a}b}", "ab}"), ("${,A}", "va"), ("${Z$}", "${Z$}"),
    ("${role_admin}", "${role_admin}"), ("${Q}", "a,b"),
]  # fmt: skip
ENVIRON = {"A": "va", "B": "${A}", "E": "", "Q": "a,b", "O": "${", "P": "${A"}


def write(folder: Path, name: str, text: str | bytes | dict[str, Any]) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode())
    return path


@pytest.mark.parametrize(("text", "replaced"), REPLACED)
def test_placeholders_are_replaced_as_keycloaks_import_does(text: str, replaced: str) -> None:
    assert placeholders.replace(text, ENVIRON) == replaced


def test_a_variable_that_contains_itself_is_a_finding(tmp_path: Path) -> None:
    for name in ("a.yaml", "a.json"):
        with pytest.raises(RealmFileError, match="contains itself"):
            files.read(write(tmp_path, name, '{"realm": "${X}"}'), {"X": "${X}${X}"})


def test_a_realm_in_json_stays_as_it_is(tmp_path: Path) -> None:
    realm = {
        "realm": "shop",
        "enabled": True,
        "users": [{"username": "bob"}],
        "roles": {"realm": [{"name": "r", "description": "${role_r}"}]},
    }
    assert files.read(write(tmp_path, "any.json", realm), {}) == [realm]


def test_json_placeholders_may_stand_outside_of_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", '{"realm": "${NAME:shop}", "accessTokenLifespan": ${TTL:300}, "enabled": ${ON}}')
    assert files.read(path, {"ON": "true"}) == [{"realm": "shop", "accessTokenLifespan": 300, "enabled": True}]


def test_yaml_placeholders_have_the_type_of_what_they_become(tmp_path: Path) -> None:
    text = 'realm: ${NAME:shop}\naccessTokenLifespan: ${TTL:300}\nclients:\n  ${ID:web}:\n    claims: {}\n    secret: "${S}"\n'
    text = text.replace("claims: {}", "claims:\n      n: ${N:5}\n      s: '${N:5}'")
    client = files.read(write(tmp_path, "a.yaml", text), {"ID": "app", "S": "a: b # c"})[0]["clients"][0]
    assert (client["clientId"], client["secret"]) == ("app", "a: b # c")
    assert [mapper["config"]["jsonType.label"] for mapper in client["protocolMappers"]] == ["long", "String"]


def test_yaml_has_no_surprising_types(tmp_path: Path) -> None:
    text = (
        "realm: no\ndisplayName: 1.10\nattributes: {a: 2024-01-01, b: 0123, c: on, d: 1_000, e: 0x1F, f: 12:30}\nusers:\n"
        "  1234: {password: 0042}\n"
    )
    realm = files.read(write(tmp_path, "a.yaml", text), {})[0]
    assert (realm["realm"], realm["displayName"]) == ("no", "1.10")
    assert realm["attributes"] == {"a": "2024-01-01", "b": "0123", "c": "on", "d": "1_000", "e": "0x1F", "f": "12:30"}
    assert (realm["users"][0]["username"], realm["users"][0]["credentials"][0]["value"]) == ("1234", "0042")


def test_yaml_anchors_and_merges_give_each_place_its_own_copy(tmp_path: Path) -> None:
    text = "realm: a\nclients:\n  one: &one {secret: s, redirectUris: &uris ['*']}\n  two:\n    <<: *one\n    webOrigins: *uris\n"
    one, two = files.read(write(tmp_path, "a.yaml", text), {})[0]["clients"]
    assert (two["clientId"], two["secret"], two["webOrigins"]) == ("two", "s", ["*"])
    assert two["redirectUris"] is not one["redirectUris"]


def test_one_file_may_hold_several_realms(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", '[{"realm": "a"}, {"realm": "b"}]')
    assert [realm["realm"] for realm in files.read(path, {})] == ["a", "b"]
    path = write(tmp_path, "b.yaml", "- realm: a\n- realm: b\n")
    assert [realm["realm"] for realm in files.read(path, {})] == ["a", "b"]


def test_a_folder_is_read_in_order_with_users_files(tmp_path: Path) -> None:
    write(tmp_path, "b-realm.json", {"realm": "b", "users": [{"username": "ann"}]})
    write(tmp_path, "b-users-0.json", {"realm": "b", "users": [{"username": "bob", "groups": ["/g"]}]})
    write(tmp_path, "a.yml", "enabled: true\n")
    write(tmp_path, "notes.txt", "no realm")
    realms = files.read(tmp_path, {})
    assert [realm["realm"] for realm in realms] == ["a", "b"]
    assert [user["username"] for user in realms[1]["users"]] == ["ann", "bob"]


def test_a_folder_is_read_as_keycloaks_start_reads_it(tmp_path: Path) -> None:
    first = {"realm": "two", "displayName": "first"}
    for name, document in {
        ".hidden.json": {"realm": "hidden"}, "m-users.json": {"realm": "m"}, "two-a.json": first, "two-b.json": {"realm": "two"},
        "two-realm.json": {"realm": "two"}, "two-users-0.json": {"realm": "two", "users": [{"username": "late"}]},
        "alone-users-0.json": {"realm": "alone", "users": []}, "plain.json": {"realm": "plain"},
        "plain-users-0.json": {"realm": "plain", "users": [{"username": "a"}]}, "-users-0.json": {"realm": "n"},
        "j-users-x.json": {"realm": "jx"}, "e-realm.json": {"realm": "e"}, "e-users-10.json": {"users": [{"username": "ten"}]},
        "e-users-2.json": {"users": [{"username": "two"}]}, "sub/g.json": {"realm": "g"}, "b.JSON": {"realm": "b"},
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, name, document)
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    warnings: list[Finding] = []
    realms = files.read(tmp_path, {}, warnings)
    assert [realm["realm"] for realm in realms] == ["hidden", "m", "plain", "two", "e"]
    assert realms[3] == first
    assert [user["username"] for user in realms[4]["users"]] == ["ten", "two"]
    assert "users" not in realms[2]
    told = [Path(warning.file).name for warning in warnings]
    assert told == ["-users-0.json", "alone-users-0.json", "j-users-x.json", "plain-users-0.json", "two-b.json", "two-realm.json"]


def test_the_schema_key_and_a_byte_order_mark_are_no_part_of_the_realm(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", b'\xef\xbb\xbf{"$schema": "x", "realm": "a", "roles": ["r"]}')
    assert files.read(path, {}) == [{"realm": "a", "enabled": True, "roles": {"realm": [{"name": "r"}]}}]


def test_shipped_realms_are_found_by_name() -> None:
    assert files.names() == ["bvnk", "gcore", "layer5"]
    for name in files.names():
        path = files.find(name)
        assert path == files.resolve(name)
        assert path is not None
        warnings: list[Finding] = []
        assert files.read(path, {}, warnings)[0]["realm"] == name
        assert warnings == []
    assert files.find("nope") is None


def test_the_client_of_a_shipped_realm_can_be_changed_by_variables() -> None:
    environ = {"BVNK_CLIENT_ID": "mine", "BVNK_CLIENT_SECRET": "hidden"}
    client = files.read(files.resolve("bvnk"), environ)[0]["clients"][0]
    assert (client["clientId"], client["secret"]) == ("mine", "hidden")


def test_an_argument_that_means_nothing_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, "shop.yaml", "realm: shop\n")
    with pytest.raises(RealmFileError) as caught:
        files.resolve_all(["bvnkk", str(tmp_path / "shp.yaml"), "zzz"])
    messages = [finding.message for finding in caught.value.findings]
    assert "did you mean 'bvnk'?" in messages[0]
    assert f"did you mean '{tmp_path / 'shop.yaml'}'?" in messages[1]
    assert "shipped realms are bvnk, gcore, layer5" in messages[2]


def test_ten_thousand_users_load_at_once(tmp_path: Path) -> None:
    users = [{"username": f"u{n}", "enabled": True, "email": f"u{n}@x.org", "realmRoles": ["offline_access"]} for n in range(10_000)]
    assert len(files.read(write(tmp_path, "big.json", {"realm": "big", "users": users}), {})[0]["users"]) == 10_000
