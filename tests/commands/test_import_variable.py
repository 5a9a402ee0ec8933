"""Realms by the environment alone."""

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.commands.running import Served, run

WORKFLOW = Path(__file__).resolve().parents[2] / "docs" / "examples" / "github-actions" / "workflow.yaml"
VARIABLE = "KC_IMPORT_REALM"


def realms_of(served):
    return {realm["name"] for realm in served.get("/_emulator/realms")} - {"master"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("gcore", {"gcore"}),
        ("gcore, mine.yaml", {"gcore", "mine"}),
        ("TRUE", {"imported"}),
        ("false", set()),
        ("", set()),
        ("realm: inline\nclients: {a: {}}\n", {"inline"}),
        ('{"realm": "json"}', {"json"}),
    ],
)
def test_names_files_the_folder_or_a_realm_file(tmp_path, value, expected):
    (tmp_path / "mine.yaml").write_text("realm: mine")
    (tmp_path / "data" / "import").mkdir(parents=True)
    (tmp_path / "data" / "import" / "imported.yaml").write_text("realm: imported")
    with Served(cwd=tmp_path, **{VARIABLE: value}) as served:
        assert realms_of(served) == expected


def test_a_master_that_is_imported_gets_the_first_administrator(tmp_path):
    with Served(cwd=tmp_path, **{VARIABLE: '{"realm": "master", "enabled": true, "users": [{"username": "mine"}]}'}) as served:
        assert "KC-SERVICES0077: Created temporary admin user with username admin" in served.lines
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{served.url}/realms/master/protocol/openid-connect/token", urllib.parse.urlencode(form).encode())
        with refused.value as answer:
            assert json.load(answer)["error_description"] == "Account is not fully set up"


def test_beside_the_command_line(tmp_path):
    with Served("bvnk", cwd=tmp_path, **{VARIABLE: "realm: inline\n"}) as served:
        assert realms_of(served) == {"bvnk", "inline"}


def test_what_is_wrong_with_it_has_its_line():
    done = run("start-dev", "--http-port", "0", **{VARIABLE: "realm: inline\nclients:\n  a: {redirectUri: []}\n"})
    assert done.returncode == 2
    assert "KC_IMPORT_REALM:3:7: clients.a.redirectUri: unknown field, did you mean 'redirectUris'?" in done.stderr


def test_the_workflow_of_the_docs(tmp_path):
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["test"]
    with Served(cwd=tmp_path, **job["services"]["keycloak"]["env"]) as served:
        step = job["steps"][1]
        assert step["env"]["ISSUER"].endswith("/realms/shop")
        form = {"grant_type": "client_credentials", "client_id": "web", "client_secret": "web-secret"}
        assert all(f"-d {name}={value}" in step["run"] for name, value in form.items())
        url = f"{served.url}/realms/shop/protocol/openid-connect/token"
        with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as answer:
            assert json.load(answer)["access_token"]
