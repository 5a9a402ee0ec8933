"""The offline commands on stores that last: what one of them did is there for the next, and for the server."""

import json

import pytest

from emulator.cli import main
from tests import wire
from tests.commands.running import Served, Started

SHOP = {
    "realm": "shop",
    "enabled": True,
    "clients": [{"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True}],
    "users": [
        {
            "username": name,
            "enabled": True,
            "firstName": "F",
            "lastName": "L",
            "email": f"{name}@example.org",
            "credentials": [{"type": "password", "value": "wonder"}],
        }
        for name in ("alice", "bob")
    ],
}


@pytest.fixture(params=["dev-file", "postgres"])
def store(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop-realm.json").write_text(json.dumps(SHOP))
    if request.param == "dev-file":
        return ["--db", "dev-file"]
    return ["--db", "postgres", "--db-url", f"jdbc:{request.getfixturevalue('database')}"]


def token(url, realm="shop", **form):
    form = {"grant_type": "password", "client_id": "web", **form}
    return wire.post(f"{url}/realms/{realm}/protocol/openid-connect/token", data=form)


def test_what_was_imported_is_served_and_exported(store, tmp_path, capsys):
    assert main(["import", "--file", "shop-realm.json", *store]) == 0
    assert "ends with this command" not in capsys.readouterr().out
    with Served(*store) as server:
        assert token(server.url, username="alice", password="wonder").status_code == 200
    assert main(["export", "--dir", "out", "--users", "realm_file", *store]) == 0
    exported = json.loads((tmp_path / "out" / "shop-realm.json").read_text())
    assert [user["username"] for user in exported["users"]] == ["alice", "bob"]
    secret = json.loads(exported["users"][0]["credentials"][0]["secretData"])
    assert set(secret) >= {"value", "salt"}
    assert any("privateKey" in one["config"] for one in exported["components"]["org.keycloak.keys.KeyProvider"])
    assert (tmp_path / "out" / "master-realm.json").exists()


def test_an_import_replaces_unless_told_otherwise(store, tmp_path, capsys):
    assert main(["import", "--file", "shop-realm.json", *store]) == 0
    (tmp_path / "shop-realm.json").write_text(json.dumps({**SHOP, "users": SHOP["users"][:1]}))
    assert main(["import", "--file", "shop-realm.json", "--override", "false", *store]) == 0
    assert "Realm 'shop' already exists. Import skipped" in capsys.readouterr().out
    assert main(["export", "--file", "out.json", "--realm", "shop", *store]) == 0
    assert len(json.loads((tmp_path / "out.json").read_text())["users"]) == 2
    assert main(["import", "--file", "shop-realm.json", *store]) == 0
    assert main(["export", "--file", "out.json", "--realm", "shop", *store]) == 0
    assert len(json.loads((tmp_path / "out.json").read_text())["users"]) == 1


def test_an_import_that_is_refused_leaves_everything_as_it_was(store, tmp_path, capsys):
    assert main(["import", "--file", "shop-realm.json", *store]) == 0
    broken = {**SHOP, "clients": [*SHOP["clients"], *SHOP["clients"]]}
    (tmp_path / "shop-realm.json").write_text(json.dumps(broken))
    assert main(["import", "--file", "shop-realm.json", *store]) == 1
    assert main(["export", "--file", "out.json", "--realm", "shop", *store]) == 0
    assert len(json.loads((tmp_path / "out.json").read_text())["users"]) == 2
    capsys.readouterr()


def test_an_administrator_is_added_to_a_store(store, monkeypatch, capsys):
    monkeypatch.setenv("PW_OF_TESTS", "long-secret")
    assert main(["bootstrap-admin", "user", "--username", "boss", "--password:env", "PW_OF_TESTS", *store]) == 0
    assert "KC-SERVICES0077: Created temporary admin user with username boss" in capsys.readouterr().out
    assert main(["bootstrap-admin", "user", "--username", "boss", "--password:env", "PW_OF_TESTS", *store]) == 0
    assert "KC-SERVICES0010" in capsys.readouterr().out
    with Served(*store) as server:
        answer = token(server.url, "master", client_id="admin-cli", username="boss", password="long-secret")
        assert answer.status_code == 200


def test_a_store_that_a_server_has_open(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with Started("--db", "dev-file", "--db-url", "state/here.sqlite", cwd=tmp_path):
        assert main(["export", "--dir", "out", "--db", "dev-file", "--db-url", "state/here.sqlite"]) == 1
    assert "state/here.sqlite: another emulator has it open" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["mysql", "oracle", "mssql", "mariadb", "tidb"])
def test_databases_that_are_not_known(kind, capsys):
    assert main(["start-dev", "--db", kind]) == 2
    assert f"does not know the database {kind}: it keeps its state in dev-mem, dev-file or postgres" in capsys.readouterr().err


def test_a_database_that_does_not_answer_ends_the_start(capsys):
    assert main(["start-dev", "--http-port", "0", "--db", "postgres", "--db-url", "postgresql://127.0.0.1:1/keycloak"]) == 1
    assert "database: " in capsys.readouterr().err
