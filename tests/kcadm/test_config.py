"""Logging in, staying logged in, and the config file. Texts are those of the real kcadm.sh 26.7.4."""

import json
import stat
import subprocess
import sys

import pytest

from tests.conftest import SVC

TRY = "Try 'kcadm.sh config credentials --help' for more information on the available options.\n"


def credentials(kcadm, *more, realm="master", **others):
    return kcadm("config", "credentials", "--server", kcadm.url, "--realm", realm, *more, **others)


def test_a_user_logs_in_and_the_file_is_private(fresh):
    done = credentials(fresh, "--user", "admin", "--password", "admin")
    assert (done.code, done.out) == (0, "")
    assert done.err == f"Logging into {fresh.url} as user admin of realm master\n"
    assert stat.S_IMODE(fresh.config.stat().st_mode) == 0o600
    assert stat.S_IMODE(fresh.config.parent.stat().st_mode) == 0o700
    config = json.loads(fresh.config.read_text())
    assert list(config) == ["serverUrl", "realm", "endpoints"]
    session = config["endpoints"][fresh.url]["master"]
    assert list(session) == ["clientId", "token", "refreshToken", "grantTypeForAuthentication", "expiresAt", "refreshExpiresAt"]
    assert (session["clientId"], session["grantTypeForAuthentication"]) == ("admin-cli", "password")
    assert session["refreshExpiresAt"] - session["expiresAt"] == (1800 - 60) * 1000


def test_a_password_comes_from_the_environment(fresh):
    assert credentials(fresh, "--user", "admin", KC_CLI_PASSWORD="admin").code == 0
    assert credentials(fresh, "--user", "admin", KC_CLI_PASSWORD="wrong").err.endswith("Invalid user credentials [invalid_grant]\n")


def test_without_a_terminal_no_password_is_asked_for(fresh):
    done = credentials(fresh, "--user", "admin", stdin="admin\n")
    assert done.code == 1
    assert done.err.endswith("Console is not active, but password is required\n")


def test_a_client_logs_in_and_again_when_its_token_ends(fresh, server):
    server.realm(clients=[SVC])
    done = credentials(fresh, "--client", "svc", "--secret", "s3cret", realm="test")
    assert done.code == 0
    assert done.err == f"Logging into {fresh.url} as service-account-svc of realm test\n"
    config = json.loads(fresh.config.read_text())
    session = config["endpoints"][fresh.url]["test"]
    assert session["grantTypeForAuthentication"] == "client_credentials"
    assert "refreshToken" not in session
    session["expiresAt"] = 0
    fresh.config.write_text(json.dumps(config))
    assert fresh("get", "realms/test").err == "HTTP 403 Forbidden\n"
    renewed = json.loads(fresh.config.read_text())["endpoints"][fresh.url]["test"]
    assert renewed["token"] != session["token"]
    assert credentials(fresh, "--client", "svc", realm="test", KC_CLI_CLIENT_SECRET="s3cret").code == 0


def test_a_user_logs_in_by_a_client_with_a_secret(fresh, server):
    server.realm(clients=[SVC], users=[{"username": "u", "enabled": True, "credentials": [{"type": "password", "value": "p&=ü"}]}])
    done = credentials(fresh, "--user", "u", "--password", "p&=ü", "--client", "svc", "--secret", "s3cret", realm="test")
    assert done.err == f"Logging into {fresh.url} as user u of realm test\nAccount is not fully set up [invalid_grant]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--server", "URL"], 2, "Required option not specified: --realm\n" + TRY),
        (["--realm", "master"], 2, "Required option not specified: --server\n" + TRY),
        (["--server", "nonsense", "--realm", "master"], 1, "Invalid server endpoint url: nonsense\n"),
        (["--server", "http://h:x", "--realm", "master"], 1, "Invalid server endpoint url: http://h:x\n"),
        (["--bogus"], 2, "Unknown option: '--bogus'\n" + TRY),
        (["nope"], 2, "Unmatched argument at index 2: 'nope'\n" + TRY),
        (["--token", "x"], 2, "Unknown options: '--token', 'x'\n" + TRY),
        (["--user"], 2, "Missing required parameter for option '--user' (<user>)\n" + TRY),
        (["--server", "URL", "--realm", "master", "--no-config"], 2, "Unsupported option: --no-config\n" + TRY),
        (["--server", "a", "--server", "b"], 2, "option '--server' (<server>) should be specified only once\n" + TRY),
    ],
)
def test_what_it_is_told_has_to_make_sense(fresh, arguments, code, message):
    done = fresh("config", "credentials", *[fresh.url if argument == "URL" else argument for argument in arguments])
    assert (done.code, done.out, done.err) == (code, "", message)
    assert not fresh.config.exists()


@pytest.mark.parametrize(
    ("realm", "arguments", "message"),
    [
        ("master", ["--user", "admin", "--password", "wrong"], "Invalid user credentials [invalid_grant]"),
        ("none", ["--user", "admin", "--password", "wrong"], "null [Realm does not exist]"),
        ("master", ["--client", "nope", "--secret", "x"], "Invalid client or Invalid client credentials [invalid_client]"),
    ],
)
def test_the_server_refuses(fresh, realm, arguments, message):
    done = credentials(fresh, *arguments, realm=realm)
    assert done.code == 1
    assert done.err.splitlines()[1:] == [message]
    assert not fresh.config.exists()


def test_nobody_answers(local):
    done = local("config", "credentials", "--server", "http://127.0.0.1:9", "--realm", "master", "--user", "a", "--password", "b")
    assert done.code == 1
    assert done.err.endswith("Failed to send request - Connect to 127.0.0.1:9 failed: Connection refused\n")


def test_server_and_realm_alone_are_kept(fresh):
    assert credentials(fresh).code == 0
    assert json.loads(fresh.config.read_text()) == {"serverUrl": fresh.url, "realm": "master"}
    assert fresh("get", "realms").err == "HTTP 401 Unauthorized\n"


def test_the_status(fresh):
    assert fresh("config", "credentials", "--status").out == "You are not logged in\n"
    fresh.login()
    told = fresh("config", "credentials", "--status").out
    assert told.startswith(f"Logged in (server: {fresh.url}, realm: master, expired: false, timeToExpiry: 5")
    assert told.endswith("s from now)\n")
    fresh.edit_session(expiresAt=0)
    assert fresh("config", "credentials", "--status").out == "You are not logged in\n"


def test_a_token_is_used_until_it_ends_then_refreshed(kcadm):
    before = kcadm.session()
    kcadm.ok("get", "realms")
    assert kcadm.session() == before
    kcadm.edit_session(expiresAt=0)
    kcadm.ok("get", "realms")
    after = kcadm.session()
    assert after["token"] != before["token"]
    assert after["expiresAt"] > before["expiresAt"] - 1000


def test_a_session_ends(kcadm):
    kcadm.edit_session(expiresAt=0, refreshExpiresAt=0)
    done = kcadm("get", "realms")
    assert (done.code, done.err) == (1, "Session has expired. Login again with 'kcadm.sh config credentials'\n")


def test_the_server_ends_a_session(kcadm):
    kcadm.edit_session(expiresAt=0, refreshToken="nonsense")
    done = kcadm("get", "realms")
    assert (done.code, done.err) == (1, "Failed to refresh access token - Invalid refresh token [invalid_grant]\n")


@pytest.mark.parametrize("content", ["{nope", "[1]", '{"endpoints": []}', '{"endpoints": {"a": {"b": 1}}}', "\xff"])
def test_a_broken_file_is_left_alone(fresh, content):
    fresh.config.parent.mkdir()
    fresh.config.write_text(content, encoding="latin-1")
    done = fresh("get", "realms")
    assert (done.code, done.err) == (1, f"Failed to load {fresh.config}\n")
    done = credentials(fresh, "--user", "admin", "--password", "admin")
    assert done.code == 1
    assert done.err.endswith((f"Failed to save {fresh.config}\n", f"Failed to load {fresh.config}\n"))
    assert fresh.config.read_text(encoding="latin-1") == content


def test_an_empty_file_is_a_new_one(fresh):
    fresh.config.parent.mkdir()
    fresh.config.touch()
    assert fresh("get", "realms").err == "No server specified. Use --server, or 'kcadm.sh config credentials'.\n"


def test_a_file_of_ones_own(fresh, tmp_path):
    file = tmp_path / "deep" / "er" / "my.config"
    assert credentials(fresh, "--user", "admin", "--password", "admin", "--config", file).code == 0
    assert fresh("get", "realms", "--config", file, "--fields", "realm").json[0] == {"realm": "master"}
    assert not fresh.config.exists()
    done = credentials(fresh, "--config", "/proc/none/x")
    assert (done.code, done.err) == (1, "Failed to create config file: /proc/none/x\n")


def test_without_a_file(fresh):
    inline = ["--no-config", "--server", fresh.url, "--realm", "master", "--user", "admin", "--password", "admin"]
    assert fresh.ok("get", "realms/master", "--fields", "realm", *inline).json == {"realm": "master"}
    assert not fresh.config.exists()
    assert fresh("get", "realms", "--no-config").err == "Illegal state - no current endpoint in config data\n"
    assert fresh("get", "realms", "--no-config", "--server", fresh.url, "--realm", "master").err == "HTTP 401 Unauthorized\n"
    assert fresh("get", "realms", "--no-config", "--config", "x").code == 2


def test_credentials_of_one_command_are_not_kept(kcadm):
    before = kcadm.config.read_text()
    done = kcadm.ok("get", "realms", "--server", kcadm.url, "--realm", "master", "--user", "admin", "--password", "admin")
    assert done.err == f"Logging into {kcadm.url} as user admin of realm master\n\n"
    assert kcadm.config.read_text() == before


def test_a_token_of_ones_own(kcadm):
    token = kcadm.session()["token"]
    kcadm.config.unlink()
    inline = ["--no-config", "--server", kcadm.url, "--realm", "master"]
    assert kcadm.ok("get", "realms/master", *inline, "--token", token, "--fields", "realm").json == {"realm": "master"}
    assert kcadm("get", "realms/master", *inline, "--token", "bad").err == "HTTP 401 Unauthorized\n"


def test_a_server_named_with_a_slash_at_its_end(fresh):
    inline = ["--no-config", "--server", f"{fresh.url}/", "--realm", "master", "--user", "admin", "--password", "admin"]
    assert fresh.ok("get", "/users", "--fields", "username", *inline).json == [{"username": "admin"}]


def test_both_tools_may_keep_what_the_other_does_not_know(kcadm):
    kcadm.edit_session(somethingElse="kept")
    kcadm.login()
    assert kcadm.session()["somethingElse"] == "kept"


def test_a_truststore(local, tmp_path):
    pem, jks = tmp_path / "ca.pem", tmp_path / "store.jks"
    pem.write_text("-----BEGIN CERTIFICATE-----\n")
    jks.write_bytes(b"\xfe\xed\xfe\xed\0\0\0\2")
    local.ok("config", "truststore", pem, "--trustpass", "x")
    assert json.loads(local.config.read_text()) == {"truststore": str(pem), "trustpass": "x"}
    local.ok("config", "truststore", "-d")
    assert json.loads(local.config.read_text()) == {}
    done = local("config", "truststore", jks)
    assert done.code == 1
    assert "is a Java keystore (JKS or PKCS12); export its certificates as PEM" in done.err
    assert local("config", "truststore", "/none").err == "Truststore file not found: /none\n"
    hint = "\nTry 'kcadm.sh config truststore --help' for more information on the available options.\n"
    assert local("config", "truststore", "--server", "x").err == "Unsupported option: --server" + hint
    assert local("config", "truststore", "-d", pem).err == "Option --delete is mutually exclusive with specifying a TRUSTSTORE" + hint
    assert local("config", "truststore", "-d", "--trustpass", "x").err == "Options --trustpass and --delete are mutually exclusive" + hint


def test_a_java_keystore_is_refused(fresh):
    done = credentials(fresh, "--client", "svc", "--keystore", "/some/store.jks")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("--keystore is not supported: Java keystores cannot be read here")


def test_commands_at_once_lose_nothing(fresh, server):
    """Each of several processes keeps a session with a realm of its own in the same file."""
    for name in ("one", "two", "three"):
        server.realm(name, clients=[SVC])
    command = [sys.executable, "-P", "-m", "kcadm", "config", "credentials", "--server", fresh.url, "--client", "svc"]
    names = ("one", "two", "three")
    running = [subprocess.Popen([*command, "--secret", "s3cret", "--realm", name], stderr=subprocess.DEVNULL) for name in names]
    assert [process.wait(30) for process in running] == [0, 0, 0]
    assert set(json.loads(fresh.config.read_text())["endpoints"][fresh.url]) == set(names)
