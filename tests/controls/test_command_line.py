"""``decode``, ``users`` and ``requests``."""

import json

import pytest

from emulator.cli import main
from tests.conftest import ALICE, SVC


@pytest.fixture
def shop(server):
    return server.realm("shop", clients=[SVC], users=[ALICE, {**ALICE, "username": "bob", "email": "bob@example.org", "enabled": False}])


def test_users(shop, server, capsys):
    assert main(["users", "--realm", "shop", "--server", server.url]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "alice  alice@example.org" in lines
    assert "bob  bob@example.org  (disabled)" in lines
    assert main(["users", "--realm", "shap", "--server", server.url]) == 1
    assert "did you mean 'shop'?" in capsys.readouterr().err


def test_requests(shop, server, capsys):
    shop.token(grant_type="password", username="alice", password="wrong")
    assert main(["requests", "--server", server.url]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "POST /realms/shop/protocol/openid-connect/token 400" in line
    assert "password" in line
    assert main(["requests", "--json", "--server", server.url]) == 0
    assert json.loads(capsys.readouterr().out)[0]["answer"]["error"] == "invalid_grant"


def test_decode(shop, capsys):
    token = shop.login()["access_token"]
    assert main(["decode", f"Bearer {token}"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"]["azp"] == "svc"
    assert main(["decode", "nonsense"]) == 1
    assert "this is no JWT" in capsys.readouterr().err


def test_no_server(capsys):
    assert main(["requests", "--server", "http://127.0.0.1:9"]) == 1
    assert "no answer from http://127.0.0.1:9" in capsys.readouterr().err
