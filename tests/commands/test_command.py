"""The command as a user runs it: output, exit codes, stopping."""

import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

import jwt
import pytest

from emulator.configuration.options import OPTIONS
from tests import wire
from tests.commands.running import Served, Started, process, run


def test_without_a_realm_there_is_only_master():
    with Started() as server:
        assert server.get("/realms/master")["realm"] == "master"
        assert any("DO NOT use this configuration in production" in line for line in server.lines)


@pytest.mark.parametrize("realms", [(), ("imported",)])
def test_the_import_folder_may_be_empty(tmp_path, realms):
    folder = tmp_path / "data" / "import"
    folder.mkdir(parents=True)
    for name in realms:
        (folder / f"{name}.yaml").write_text(f"realm: {name}\n")
    with Served("--import-realm", cwd=tmp_path, PYTHONPATH=os.pathsep.join(sys.path)) as server:
        for name in ("master", *realms):
            assert server.get(f"/realms/{name}")["realm"] == name


def test_the_health_port_is_opened_on_request():
    with Served("--health-enabled", "--http-management-port", "0") as server:
        management = re.search(r"Management interface listening on (http://\S+)\.", server.line)[1]
        with urllib.request.urlopen(f"{management}/health/ready") as answer:
            assert json.load(answer)["status"] == "UP"


def test_the_controls_can_be_on_the_management_port_alone():
    with Served("--testing-controls", "management", "--http-management-port", "0") as server:
        management = re.search(r"Management interface listening on (http://\S+)\.", server.line)[1]
        with pytest.raises(urllib.error.HTTPError) as refused:
            server.get("/_emulator/clock")
        assert refused.value.code == 404
        refused.value.close()
        with urllib.request.urlopen(f"{management}/_emulator/clock") as answer:
            assert json.load(answer)["rate"] == 1
        body = json.dumps({"client_id": "admin-cli", "username": "admin"}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{management}/_emulator/realms/master/tokens", body)) as answer:
            token = json.load(answer)["access_token"]
        assert jwt.decode(token, options={"verify_signature": False})["iss"] == f"{server.url}/realms/master"
        for path in ("/health", "/realms/master", "/_emulatorx"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{management}{path}")
            assert refused.value.code == 404
            refused.value.close()


def test_a_relative_path_pins_where_it_serves():
    with Served(KC_HTTP_RELATIVE_PATH="/kc") as server:
        assert server.get("/kc/realms/master")["realm"] == "master"
        with pytest.raises(urllib.error.HTTPError) as refused:
            server.get("/realms/master")
        assert refused.value.code == 404
        refused.value.close()


@pytest.mark.parametrize(
    ("hostname", "issuer"),
    [("https://idp.example.org/auth", "https://idp.example.org/auth/realms/master"), ("idp.test", None)],
)
def test_a_hostname_pins_the_issuer(hostname, issuer):
    with Served("--hostname", hostname) as server:
        port = server.url.rsplit(":", 1)[1]
        found = server.get("/realms/master/.well-known/openid-configuration")["issuer"]
        assert found == (issuer or f"http://idp.test:{port}/realms/master")


def test_the_address_of_administrators_is_that_of_the_admin_console():
    with Served("--hostname=http://idp.test:1", "--hostname-admin=http://admin.test:2") as server:
        known = {
            "client_id": "security-admin-console",
            "response_type": "code",
            "code_challenge": "a" * 43,
            "code_challenge_method": "S256",
        }
        for base, status in (("http://admin.test:2", 200), ("http://idp.test:1", 400)):
            query = urllib.parse.urlencode({**known, "redirect_uri": f"{base}/admin/master/console/"})
            answer = wire.get(f"{server.url}/realms/master/protocol/openid-connect/auth?{query}")
            assert answer.status_code == status


def test_proxy_headers_are_followed_when_told():
    headers = {"X-Forwarded-Host": "ext.test", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/kc"}
    with Served("--proxy-headers", "xforwarded") as server:
        request = urllib.request.Request(f"{server.url}/realms/master/.well-known/openid-configuration", headers=headers)
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["issuer"] == "https://ext.test/kc/realms/master"
        for host, sent, expected in (
            ("kc.test:8080", {"Proto": "https"}, "https://kc.test"),
            ("kc.test:8080", {"Proto": "https", "Port": "9000"}, "https://kc.test:9000"),
            ("kc.test:8080", {"Proto": "https", "Port": "443"}, "https://kc.test"),
            ("kc.test:8080", {"Port": "abc"}, "http://kc.test:8080"),
            ("kc.test:8080", {"Port": "99999"}, "http://kc.test:8080"),
            ("kc.test:8080", {"Host": "a.test:1234", "Proto": "https"}, "https://a.test:1234"),
            ("kc.test:8080", {"Host": "a.test:443", "Proto": "https"}, "https://a.test"),
            ("kc.test", {"Prefix": "p"}, "http://kc.test/p"),
        ):
            proxied = {"Host": host, **{f"X-Forwarded-{name}": value for name, value in sent.items()}}
            request = urllib.request.Request(f"{server.url}/realms/master/.well-known/openid-configuration", headers=proxied)
            with urllib.request.urlopen(request) as answer:
                assert json.load(answer)["issuer"] == f"{expected}/realms/master"


def test_the_administrators_old_variables_work_with_a_warning():
    with Served(KEYCLOAK_ADMIN="boss", KEYCLOAK_ADMIN_PASSWORD="secret") as server:
        assert any(
            "KC-SERVICES0110: Environment variable 'KEYCLOAK_ADMIN' is deprecated, use 'KC_BOOTSTRAP_ADMIN_USERNAME' instead" in line
            for line in server.lines
        )
        token = run(
            "token", "--server", server.url, "--realm", "master", "--client-id", "admin-cli", "--username", "boss", "--password", "secret"
        )
        assert token.returncode == 0
        assert token.stdout.count(".") == 2


def test_a_refused_token_is_exit_code_1():
    with Served() as server:
        refused = process("token", "--server", server.url, "--realm", "master", "--client-id", "nobody")
    assert refused.returncode == 1
    assert "invalid_client" in refused.stderr


def test_watching_takes_good_edits_and_survives_bad_ones(tmp_path):
    file = tmp_path / "shop.yaml"

    def edit(text):
        (tmp_path / "new").write_text(text)
        (tmp_path / "new").replace(file)  # never half of it, whenever the server looks

    edit("realm: shop\ndisplayName: one\n")
    with Served(str(file), "--watch") as server:
        edit("realm: shop\nnotBefore: 7\n")
        server.wait_for("Realm 'shop' imported again")
        assert server.get("/realms/shop")["tokens-not-before"] == 7
        edit("realm: shop\nclientz: {}\n")
        server.wait_for("The realms stay as they were")
        assert any("did you mean 'clients'" in line for line in server.lines)
        assert server.get("/realms/shop")["tokens-not-before"] == 7


DOUBTFUL = "realm: shop\nclientScopes:\n  - name: reading\n    protocoll: openid-connect\n"


def test_what_is_ignored_is_a_warning(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(DOUBTFUL)
    checked = process("check", str(file))
    assert checked.returncode == 0
    assert f"warning: {file}:4:5: clientScopes[0].protocoll: unknown field, ignored, did you mean 'protocol'?" in checked.stderr


def test_watching_shows_warnings(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text("realm: shop\n")
    with Served(str(file), "--watch") as server:
        file.write_text(DOUBTFUL)
        server.wait_for("protocoll: unknown field, ignored")


def test_a_broken_file_keeps_the_server_from_starting(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("realm: bad\nclients:\n  a:\n    redirectUri: [x]\n")
    refused = process("start-dev", str(file))
    assert refused.returncode == 2
    assert f"{file}:4:5: clients.a.redirectUri: unknown field, did you mean 'redirectUris'?" in refused.stderr
    assert "nothing was loaded" in refused.stderr


def test_a_taken_port_is_exit_code_1():
    with Served() as server:
        port = server.url.rsplit(":", 1)[1]
        refused = process("start-dev", "--http-port", port)
        management = process("start-dev", "--http-port", "0", "--health-enabled", "--http-management-port", port)
    for one in (refused, management):
        assert one.returncode == 1
        assert one.stderr.startswith("cannot listen on 127.0.0.1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["start-dev", "--nope"], "Unknown option: '--nope'\nTry 'keycloak-emulator start-dev --help' for more"),
        (["start-dev", "--http-port", "abc"], "Invalid value for option '--http-port': Expected an integer value, got \"abc\"\n"),
        (
            ["start-dev", "--proxy-headers", "edge"],
            "Invalid value for option '--proxy-headers': edge. Expected values are: forwarded, xforwarded\n",
        ),
        (["start-dev", "bvnkk"], "did you mean 'bvnk'?"),
        (["check"], "the following arguments are required"),
    ],
)
def test_nonsense_is_exit_code_2(arguments, said):
    refused = run(*arguments)
    assert refused.returncode == 2
    assert said in refused.stderr


def test_help_names_every_option_and_its_variable():
    text = run("start-dev", "--help").stdout
    for option in OPTIONS:
        assert f"--{option.name}" in text
        assert option.variable in text


def test_version():
    assert re.match(r"keycloak-emulator \d+\.\d+\.\d+ \(answers as Keycloak 26\.7\.4\)", process("--version").stdout)


def test_servers_are_told_the_address_that_they_used_when_the_hostname_is_for_browsers():
    options = ("--hostname", "https://ext.example.org/kc", "--hostname-backchannel-dynamic", "true")
    with Served(*options) as server:
        discovery = server.get("/realms/master/.well-known/openid-configuration")
    outside, inside = "https://ext.example.org/kc/realms/master", f"{server.url}/realms/master"
    assert discovery["issuer"] == outside
    browser = (
        "authorization_endpoint",
        "end_session_endpoint",
        "check_session_iframe",
        "revocation_endpoint",
        "device_authorization_endpoint",
    )
    assert all(discovery[name].startswith(outside) for name in browser)
    service = ("token_endpoint", "introspection_endpoint", "userinfo_endpoint", "jwks_uri", "pushed_authorization_request_endpoint")
    assert all(discovery[name].startswith(inside) for name in service)
    assert discovery["mtls_endpoint_aliases"]["token_endpoint"].startswith(inside)
