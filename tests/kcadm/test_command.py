"""The command line itself: help, options, and the way it is started."""

import os
import subprocess
import sys

import pytest

HINT = "Try 'kcadm.sh{} --help' for more information on the available options.\n"


NOTHING = (
    "",
    "-x",
    "config",
    "get",
    "create",
    "update -m",
    "delete",
    "set-password -t",
    "add-roles",
    "remove-roles -r x",
    "new-object",
    "get -r x",
)


@pytest.mark.parametrize("line", NOTHING)
def test_told_nothing_it_helps_and_fails(local, line):
    done = local(*line.split())
    assert (done.code, done.err) == (2, "")
    assert "Usage: kcadm.sh" in done.out


HELP = ("--help", "help", "help get", "get --help", "get-roles --help", "--help get", "help config credentials", "help new-object")


@pytest.mark.parametrize("line", HELP)
def test_help(local, line):
    done = local(*line.split())
    assert (done.code, done.err) == (0, "")
    assert "Usage: kcadm.sh" in done.out


def test_the_overview_has_every_command(local):
    for command in (
        "config",
        "create",
        "get",
        "update",
        "delete",
        "get-roles",
        "add-roles",
        "remove-roles",
        "set-password",
        "new-object",
        "help",
    ):
        assert f"\n  {command} " in local("help").out
        assert local("help", command).code == (2 if command == "help" else 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "Unmatched argument at index 0: 'nope'\n" + HINT.format("")),
        (["__main__"], "Unmatched argument at index 0: '__main__'\n" + HINT.format("")),
        (["set_password"], "Unmatched argument at index 0: 'set_password'\n" + HINT.format("")),
        (["--config", "f", "get", "realms"], "Unknown options: '--config', 'f'\n" + HINT.format("")),
        (["config", "nope"], "Unmatched argument at index 1: 'nope'\n" + HINT.format(" config")),
        (["help", "nope"], "Unknown command: nope\nTry 'kcadm.sh help' for more information on the available options.\n"),
        (["get", "realms", "a"], "Unmatched argument at index 2: 'a'\n" + HINT.format(" get")),
        (["get", "realms", "a", "b"], "Unmatched arguments from index 2: 'a', 'b'\n" + HINT.format(" get")),
        (["get", "realms", "-"], "Unmatched argument at index 2: '-'\n" + HINT.format(" get")),
        (["get", "realms", "--bogus"], "Unknown option: '--bogus'\n" + HINT.format(" get")),
        (["get", "realms", "--field", "x"], "Unknown options: '--field', 'x'\nPossible solutions: --fields\n" + HINT.format(" get")),
        (["get", "realms", "-Frealm"], "Unknown option: '-Frealm'\n" + HINT.format(" get")),
        (["get", "realms", "-r"], "Missing required parameter for option '--target-realm' (<targetRealm>)\n" + HINT.format(" get")),
        (["get", "realms", "-r", "-c"], "Expected parameter for option '--target-realm' but found '-c'\n" + HINT.format(" get")),
        (["get", "realms", "-c=maybe"], "Invalid value for option '--compressed': 'maybe' is not a boolean\n" + HINT.format(" get")),
        (["get", "realms", "-c", "-c"], "option '--compressed' should be specified only once\n" + HINT.format(" get")),
        (["get", "realms", "-l", "x"], "Invalid value for option '--limit': 'x' is not an int\n" + HINT.format(" get")),
        (["get", "realms", "-q", "x"], "Invalid key=value parameter: [x]\n" + HINT.format(" get")),
        (["get", "realms", "-h", "x"], "Invalid key=value parameter: [x]\n" + HINT.format(" get")),
        (["get", "realms", "--format", "xml"], "Unsupported output format: xml\n" + HINT.format(" get")),
        (["create", "-s", "a=b"], "Resource URI not specified\n" + HINT.format(" create")),
        (["create", "users", "-o", "-i"], "Options -o and -i are mutually exclusive\n" + HINT.format(" create")),
        (["create", "users", "-b", "{}", "-f", "-"], "Options --body and --file are mutually exclusive\n" + HINT.format(" create")),
        (["update", "users", "-m", "-n"], "Options --merge and --no-merge are mutually exclusive\n" + HINT.format(" update")),
        (["set-password", "-p", "x"], "No user specified. Use --username or --userid to specify user\n" + HINT.format(" set-password")),
        (
            ["set-password", "--username=a", "--userid=b"],
            "Options --userid and --username are mutually exclusive\n" + HINT.format(" set-password"),
        ),
    ],
)
def test_nonsense(local, arguments, message):
    done = local(*arguments)
    assert (done.code, done.out, done.err) == (2, "", message)


def test_version_2_is_refused(local):
    done = local("--v2", "clients", "list")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("--v2 is not supported")


def test_options_with_an_equals_sign(shop):
    done = shop.ok("get", "realms/shop", "--fields=realm", "--format=csv", "--noquotes=false", "-c=false")
    assert done.out == '"shop"\n'


def test_a_trace(shop):
    done = shop("get", "realms/none", "-x")
    assert done.code == 1
    assert done.err.startswith(f"Resource not found for url: {shop.url}/admin/realms/none\nTraceback (most recent call last):\n")


def run(*arguments, home, **more):
    command = [sys.executable, "-P", "-m", "kcadm", *arguments]
    environ = {**os.environ, "HOME": str(home), "PYTHONWARNINGS": "error"}
    return subprocess.run(command, capture_output=True, timeout=30, check=False, env=environ, **more)


def test_as_a_process(server, tmp_path):
    login = ["--server", server.url, "--realm", "master", "--user", "admin", "--password", "admin"]
    assert run("config", "credentials", *login, home=tmp_path).returncode == 0
    made = run("create", "realms", "-f", "-", home=tmp_path, input='{"realm": "shop", "displayName": "Käse ☕"}'.encode())
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"Created new realm with id 'shop'\n")
    got = run("get", "realms/shop", "--fields", "displayName", home=tmp_path)
    assert (got.stdout, got.stderr) == ('{\n  "displayName" : "Käse ☕"\n}'.encode(), b"\n")
    assert run("get", "realms/none", home=tmp_path).returncode == 1
    assert run("nope", home=tmp_path).returncode == 2


def test_a_reader_that_goes_away(server, tmp_path):
    login = f"--no-config --server {server.url} --realm master --user admin --password admin"
    line = f"{sys.executable} -P -m kcadm get realms/master {login} | true"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=30, check=True, env={**os.environ, "HOME": str(tmp_path)}
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
