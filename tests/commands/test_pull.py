"""``pull``: what it writes is a realm that an emulator has again."""

import pytest

from emulator.cli import main
from emulator.realm import files
from tests.conftest import ALICE, SVC

REALM = {
    "accessTokenLifespan": 77,
    "roles": {"realm": [{"name": "boss"}], "client": {"svc": [{"name": "buyer"}]}},
    "groups": [{"name": "staff", "subGroups": [{"name": "night"}]}],
    "clients": [SVC, {"clientId": "web", "publicClient": True, "redirectUris": ["https://web.example.org/*"]}],
    "users": [
        {**ALICE, "realmRoles": ["boss"], "clientRoles": {"svc": ["buyer"]}, "groups": ["/staff/night"]},
        *({"username": f"user{number:03}", "enabled": True} for number in range(130)),
    ],
}


@pytest.fixture
def source(server):
    server.realm("source", **REALM)
    return server.url


def test_a_realm_comes_whole(source, server, tmp_path, capsys):
    file = tmp_path / "pulled.yaml"
    assert main(["pull", source, "--realm", "source", "--user-password", "wonder", "-o", str(file)]) == 0
    assert "with 8 clients and 132 users" in capsys.readouterr().out
    (document,) = files.read(file, {})
    document.pop("id")
    server.live.call(lambda: server.live.emulator.store.realms.delete("source"))
    realm = server.realm("source", **{name: value for name, value in document.items() if name != "realm"})
    assert realm.token(grant_type="client_credentials").status_code == 200
    token = realm.token(grant_type="password", username="alice", password="wonder", scope="openid")
    assert token.json()["expires_in"] == 77
    (alice,) = [user for user in document["users"] if user["username"] == "alice"]
    assert "boss" in alice["realmRoles"]
    assert alice["clientRoles"]["svc"] == ["buyer"]
    assert alice["groups"] == ["/staff/night"]


def test_to_standard_output(source, capsys):
    assert main(["pull", source, "--realm", "source"]) == 0
    text = capsys.readouterr().out
    assert "realm: source" in text
    assert "**********" not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--realm", "sourc"], "404"),
        (["--realm", "source", "--password", "wrong"], "invalid_grant"),
    ],
)
def test_what_the_server_refuses(source, capsys, arguments, said):
    assert main(["pull", source, *arguments]) == 1
    assert said in capsys.readouterr().err


def test_no_server(capsys):
    assert main(["pull", "http://127.0.0.1:9", "--realm", "x"]) == 1
    assert "no answer from http://127.0.0.1:9" in capsys.readouterr().err
