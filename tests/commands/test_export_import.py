"""``export`` and ``import``: names of files, their content, log lines and exit codes are those of kc.sh."""

import json
from pathlib import Path

import pytest

from emulator.cli import main
from emulator.configuration.settings import Settings
from emulator.serving import opening

SHOP = """\
realm: shop
clients: {svc: {secret: s3cret}}
users:
  alice: {password: wonder}
  bob: {}
  carol: {}
"""
MORE = (
    "For more details run the same command passing the '--verbose' option. Also you can use '--help' to see the details about the usage "
    "of the particular command.\n"
)
FAILED = "ERROR: Failed to start server in (nonserver) mode\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(SHOP)
    return tmp_path


def members(folder, name):
    return {path.name: json.loads(path.read_text()) for path in sorted((folder / name).iterdir())}


def usernames(document):
    return [user["username"] for user in document.get("users", ())]


FOUR = ["alice", "bob", "carol", "service-account-svc"]


@pytest.mark.parametrize(
    ("users", "files", "inline"),
    [
        ("skip", ["master-realm.json", "shop-realm.json"], False),
        ("realm_file", ["master-realm.json", "shop-realm.json"], True),
        ("same_file", ["master-realm.json", "master-users-0.json", "shop-realm.json", "shop-users-0.json"], False),
        ("different_files", ["master-realm.json", "master-users-0.json", "shop-realm.json", "shop-users-0.json"], False),
    ],
)
def test_users_go_where_they_are_told(users, files, inline, folder, capsys):
    assert main(["export", "--dir", "out", "--users", users, "shop.yaml"]) == 0
    names = members(folder, "out")
    assert list(names) == files
    assert usernames(names["shop-realm.json"]) == (FOUR if inline else [])
    assert ("users" in names["shop-realm.json"]) is inline
    if "shop-users-0.json" in names:
        assert list(names["shop-users-0.json"]) == ["realm", "users"]
        assert usernames(names["shop-users-0.json"]) == FOUR
    said = capsys.readouterr().out
    assert said.startswith("KC-SERVICES0033: Full model export requested\nExporting into directory out\nRealm 'master' - data exported\n")
    assert said.endswith("KC-SERVICES0035: Export finished successfully\n")
    assert ("Users 0 - 3 exported\n" in said) is ("shop-users-0.json" in names)


def test_so_many_users_a_file(folder, capsys):
    assert main(["export", "--dir=out", "--realm=shop", "--users-per-file=2", "shop.yaml"]) == 0
    found = members(folder, "out")
    assert [usernames(found[f"shop-users-{number}.json"]) for number in (0, 1)] == [FOUR[:2], FOUR[2:]]
    assert capsys.readouterr().out == (
        "KC-SERVICES0034: Export of realm 'shop' requested.\nExporting into directory out\nRealm 'shop' - data exported\n"
        "Users 0 - 1 exported\nUsers 2 - 3 exported\nKC-SERVICES0035: Export finished successfully\n"
    )


def test_one_file_holds_a_realm_or_a_list(folder, capsys):
    assert main(["export", "--file", "one.json", "--realm", "shop", "shop.yaml"]) == 0
    one = json.loads((folder / "one.json").read_text())
    assert (one["realm"], usernames(one)) == ("shop", FOUR)
    assert (folder / "one.json").read_text().startswith('{\n  "id" : "')
    assert "Exporting realm 'shop' into file one.json\n" in capsys.readouterr().out
    assert main(["export", "--file", "all.json", "shop.yaml"]) == 0
    assert [realm["realm"] for realm in json.loads((folder / "all.json").read_text())] == ["master", "shop"]
    assert "Exporting model into file all.json\n" in capsys.readouterr().out


def test_without_files_it_takes_those_of_data_import(folder):
    (folder / "data" / "import").mkdir(parents=True)
    (folder / "data" / "import" / "shop.yaml").write_text(SHOP)
    assert main(["export", "--dir", "out"]) == 0
    assert "shop-realm.json" in members(folder, "out")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Must specify either --dir or --file options.\n"),
        (["--dir", "x", "--file", "y"], 2, "Must specify either --dir or --file options.\n"),
        (
            ["--file", "x", "--users", "nope"],
            2,
            (
                "Invalid value for option '--users': nope. Expected values are: skip, realm_file, same_file, different_files.\n"
                "Property '--users' can be used only when exporting to a directory, or value set to 'same_file' when exporting to a file.\n"
            ),
        ),
        (
            ["--file", "x", "--users", "skip"],
            2,
            "Property '--users' can be used only when exporting to a directory, or value set to 'same_file' when exporting to a file.\n",
        ),
        (
            ["--dir", "x", "--users-per-file", "abc"],
            2,
            "Invalid value for option '--users-per-file': Expected an integer value, got \"abc\"\n",
        ),
        (["--dir", "x", "--users-per-file", "0"], 1, f"{FAILED}ERROR: usersPerFile must be greater than 0\n{MORE}"),
        (
            ["--dir", "x", "--realm", "nope"],
            1,
            (
                "KC-SERVICES0034: Export of realm 'nope' requested.\nExporting into directory x\n"
                f"{FAILED}ERROR: realm not found by realm name 'nope'\n{MORE}"
            ),
        ),
    ],
)
def test_what_export_refuses(arguments, code, said, capsys):
    assert main(["export", *arguments]) == code
    assert "".join(capsys.readouterr()).endswith(said)


def test_what_was_exported_is_imported(folder, capsys):
    assert main(["export", "--dir", "out", "--realm", "shop", "--users-per-file", "3", "shop.yaml"]) == 0
    (folder / "out" / "shop-federated-users-0.json").write_text('{"realm": "shop", "federatedUsers": [{"id": "f:1:zed"}]}')
    (folder / "out" / "plain.json").write_text('{"realm": "plain"}')
    capsys.readouterr()
    assert main(["import", "--dir", "out"]) == 0
    out = folder / "out"
    said = capsys.readouterr().out
    assert said.startswith("Importing from directory out\nKC-SERVICES0030: Full model import requested. Strategy: OVERWRITE_EXISTING\n")
    assert "not read: plain.json\n" in said
    assert "WARNING: out/shop-federated-users-0.json: federatedUsers: not kept, for there is no user federation\n" in said
    assert (f"Imported users from {out}/shop-users-0.json\nImported users from {out}/shop-users-1.json\nRealm 'shop' imported\n") in said
    assert "Realm 'plain'" not in said
    assert said.endswith("KC-SERVICES0032: Import finished successfully\n")
    (out / "plain.json").unlink()
    assert main(["export", "--dir", "again", "--realm", "shop", "out"]) == 0
    again, first = members(folder, "again"), members(folder, "out")
    assert usernames(again["shop-users-0.json"]) == FOUR
    assert again["shop-realm.json"]["id"] == first["shop-realm.json"]["id"]


def test_users_alone_are_not_imported(folder, capsys):
    (folder / "in").mkdir()
    (folder / "in" / "shop-users-0.json").write_text('{"realm": "shop", "users": [{"username": "alice"}]}')
    assert main(["import", "--dir", "in"]) == 0
    assert "Realm 'shop' imported" not in capsys.readouterr().out


def test_a_file_may_hold_several_realms(folder, capsys):
    (folder / "two.json").write_text('[{"realm": "one"}, {"realm": "two"}]')
    assert main(["import", "--file", "two.json", "--override", "false"]) == 0
    assert capsys.readouterr().out.startswith("Full importing from file two.json\nRealm 'one' imported\nRealm 'two' imported\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Must specify either --dir or --file options.\n"),
        (["--dir", "nope"], 1, f"{FAILED}ERROR: Directory nope doesn't exist\n{MORE}"),
        (
            ["--file", "nope.json"],
            1,
            (
                f"Full importing from file nope.json\n{FAILED}ERROR: Failed to run import\n"
                f"ERROR: nope.json (No such file or directory)\n{MORE}"
            ),
        ),
        (["--dir", "x", "--override=maybe"], 2, "Invalid value for option '--override': maybe. Expected values are: true, false\n"),
        (["--dir", "x", "shop.yaml"], 2, "Unknown option: 'shop.yaml'\nTry 'keycloak-emulator import --help' for more"),
    ],
)
def test_what_import_refuses(arguments, code, said, capsys):
    assert main(["import", *arguments]) == code
    assert said in "".join(capsys.readouterr())


def test_faults_keep_their_place(folder, capsys):
    (folder / "in").mkdir()
    (folder / "in" / "bad-realm.json").write_text('{"realm": "shop",\n "nope": 1}')
    assert main(["import", "--file", "in/bad-realm.json"]) == 1
    assert f"{FAILED}ERROR: Failed to run import\nERROR: in/bad-realm.json:2:2: nope: unknown field" in capsys.readouterr().out
    (folder / "in" / "bad-realm.json").write_text('{"realm": "shop"}')
    assert main(["import", "--dir", "in"]) == 1
    said = "File name / realm name mismatch. bad-realm.json, contains realm shop. File name should be shop-realm.json\n"
    assert said in capsys.readouterr().out


def test_an_administrator_needs_a_store_that_lasts(monkeypatch, capsys):
    monkeypatch.setenv("PW_OF_TESTS", "secret")
    assert main(["bootstrap-admin", "user", "--username", "boss", "--password:env", "PW_OF_TESTS"]) == 2
    assert "needs a store that lasts" in capsys.readouterr().err
    assert main(["bootstrap-admin"]) == 2
    assert capsys.readouterr().err.startswith("Missing required subcommand\nTry 'keycloak-emulator bootstrap-admin --help'")


@pytest.mark.parametrize(
    ("kind", "options", "said", "again"),
    [
        (
            "user",
            ("--username", "boss", "--password:env", "PW_OF_TESTS"),
            "KC-SERVICES0077: Created temporary admin user with username boss\n",
            "KC-SERVICES0010: Failed to add user 'boss' to realm 'master': user with username exists\n",
        ),
        (
            "service",
            ("--client-id", "svc2", "--client-secret:env", "PW_OF_TESTS"),
            "KC-SERVICES0078: Created temporary admin service account with client id svc2\n",
            "KC-SERVICES0010: Failed to add client 'svc2' to realm 'master': client with clientId exists\n",
        ),
    ],
)
def test_an_administrator_of_a_store(kind, options, said, again, monkeypatch, capsys):
    kept = opening.open_emulator(Settings())
    monkeypatch.setattr(opening, "lasts", lambda settings: True)
    monkeypatch.setattr(opening, "open_emulator", lambda settings: kept)
    monkeypatch.setenv("PW_OF_TESTS", "secret")
    for expected in (said, again):
        assert main(["bootstrap-admin", kind, "--no-prompt", *options]) == 0
        assert capsys.readouterr().out == expected
    assert main(["bootstrap-admin", kind, "--no-prompt"]) == 2
    assert capsys.readouterr().err == ("No password provided\n" if kind == "user" else "No client secret provided\n")
    assert main(["bootstrap-admin", kind, "--no-prompt", options[2], "UNSET_OF_TESTS"]) == 2
    assert capsys.readouterr().err == "Environment variable UNSET_OF_TESTS not found\n"
    assert main(["export", "--file", "master.json", "shop.yaml"]) == 2
    assert "only while the realms are in memory" in capsys.readouterr().err
    assert main(["export", "--file", "master.json", "--realm", "master"]) == 0
    master = json.loads(Path("master.json").read_text())
    name = options[1] if kind == "user" else f"service-account-{options[1]}"
    (user,) = [user for user in master["users"] if user["username"] == name]
    assert sorted(user["realmRoles"]) == ["admin", "default-roles-master"]
    if kind == "service":
        (client,) = [client for client in master["clients"] if client["clientId"] == "svc2"]
        assert client["serviceAccountsEnabled"]
        assert not client["standardFlowEnabled"]
        assert client["attributes"]["is_temporary_admin"] == "true"


@pytest.mark.parametrize("members", [{"id": "I"}, {"users": [{"username": "u", "id": "U"}]}, {"clients": [{"clientId": "c", "id": "C"}]}])
def test_an_id_stands_once_in_all_realms(members, folder, capsys):
    (folder / "in").mkdir()
    for name in ("one", "two"):
        (folder / "in" / f"{name}-realm.json").write_text(json.dumps({"realm": name, **members}))
    assert main(["import", "--dir", "in"]) == 1
    said = capsys.readouterr().out
    assert "Realm 'one' imported\n" in said
    assert f"{FAILED}ERROR: Failed to run import\nERROR: another realm has the id" in said
