"""``start``, ``build`` and the log, as a user or an image runs them."""

import json
import re
import signal
import socket
import threading
import urllib.error
import urllib.request

import pytest

from emulator.cli import main
from tests.commands.running import Served, Started, process, run

INSECURE = "WARNING: With HTTPS not enabled, `proxy-headers` unset, and `hostname-strict=false`, the server is running in an insecure"
PLAIN = "WARNING: Likely misconfiguration detected. `hostname` is configured to use HTTP instead of HTTPS, the server is running in"
NEITHER = "Provided hostname is neither a plain hostname nor a valid URL"
NO_HOSTNAME = (
    "ERROR: Failed to start quarkus\nERROR: hostname is not configured; either configure hostname, or set hostname-strict to false\n"
    "For more details run the same command passing the '--verbose' option."
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_start_wants_a_certificate_or_to_be_told_that_none_is_needed(capsys):
    assert main(["start"]) == 2
    said = capsys.readouterr()
    assert said.out.startswith(INSECURE)
    assert said.err.startswith("Key material not provided to setup HTTPS. Please configure your keys/certificates, or if HTTPS access")


def test_start_wants_a_hostname(capsys):
    assert main(["start", "--http-enabled=true"]) == 1
    assert capsys.readouterr().err.startswith(f"ERROR: Failed to start server in (production) mode\n{NO_HOSTNAME}")
    assert main(["start-dev", "--hostname-strict=true"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"ERROR: Failed to start server in (development) mode\n{NO_HOSTNAME}")
    assert said.out == "Running the server in development mode. DO NOT use this configuration in production.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--hostname-admin=http://admin.test",), "hostname must be set to a URL when hostname-admin is set"),
        (("--hostname=kc.test", "--hostname-admin=http://admin.test"), "hostname must be set to a URL when hostname-admin is set"),
        (("--hostname=http://kc.test", "--hostname-admin=admin.test"), "Provided hostname-admin is not a valid URL"),
        (("--hostname=https://kc.test", "--hostname-admin=ftp://admin.test"), "Provided hostname-admin is not a valid URL"),
        (("--hostname=kc.test/path",), NEITHER),
        (("--hostname=ftp://kc.test",), NEITHER),
        (("--hostname=https://",), NEITHER),
        (("--hostname=not_a_host",), NEITHER),
        (("--hostname=https://kc.test/?a=b",), NEITHER),
        (("--hostname=https://kc.test/p#f",), NEITHER),
        (("--hostname=2001:db8::1",), NEITHER),
        (("--hostname=HTTPS://Kc.test",), NEITHER),
        (
            ("--hostname=kc.test", "--hostname-backchannel-dynamic=true"),
            "hostname-backchannel-dynamic must be set to false if hostname is not provided as full URL",
        ),
        (
            ("--hostname-backchannel-dynamic=true",),
            "hostname-backchannel-dynamic must be set to false when no hostname is provided",
        ),
    ],
)
def test_hostnames_that_keycloak_does_not_start_with(options, said, capsys):
    assert main(["start-dev", *options]) == 1
    assert f"ERROR: {said}\n" in capsys.readouterr().err


@pytest.mark.parametrize("options", [("--hostname", "http://kc.test:1/auth"), ("--hostname-strict=false",)])
def test_start_starts(options):
    with Started("--http-enabled=true", *options, command="start") as server:
        issuer = server.get("/realms/master/.well-known/openid-configuration")["issuer"]
        assert issuer == ("http://kc.test:1/auth/realms/master" if options[0] == "--hostname" else f"{server.url}/realms/master")
        assert not any("development mode" in line for line in server.lines)
        assert server.lines[0].startswith(PLAIN if options[0] == "--hostname" else INSECURE)


def test_behind_https_the_context_is_secure():
    with Served("--http-enabled=true", "--hostname=https://kc.test", command="start") as server:
        assert not any("insecure" in line for line in server.lines)


def test_old_and_unknown_variables_are_named():
    old = {"KEYCLOAK_USER": "boss", "KEYCLOAK_PASSWORD": "pw", "PROXY_ADDRESS_FORWARDING": "true", "KC_PROXY": "edge"}
    more = {"KC_HTTP_PRT": "1", "KC_CACHE": "local", "KC_SPI_THEME__CACHE_THEMES": "false", "KC_DEBUG": "false", "KC_HOSTNAME_URL": "x"}
    with Served("--transaction-xa-enabled=false", **old, **more) as server:
        request = urllib.request.Request(f"{server.url}/realms/master", headers={"X-Forwarded-Host": "ext.test"})
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["token-service"].startswith("http://ext.test/")
    lines = server.lines
    for name, instead in (("KEYCLOAK_USER", "KC_BOOTSTRAP_ADMIN_USERNAME"), ("KEYCLOAK_PASSWORD", "KC_BOOTSTRAP_ADMIN_PASSWORD")):
        assert f"KC-SERVICES0110: Environment variable '{name}' is deprecated, use '{instead}' instead" in lines
    assert any(line.startswith("WARNING: Environment variable 'PROXY_ADDRESS_FORWARDING' is deprecated") for line in lines)
    assert "WARNING: Hostname v1 options [hostname-url, proxy] are still in use, please review your configuration" in lines
    assert "WARNING: Unknown options, ignored: KC_HTTP_PRT (did you mean KC_HTTP_PORT?)" in lines
    (idle,) = [line for line in lines if line.startswith("WARNING: Options without effect in the emulator: ")]
    assert set(idle.partition("emulator: ")[2].split(", ")) == {"KC_CACHE", "KC_SPI_THEME__CACHE_THEMES", "--transaction-xa-enabled"}
    assert "KC-SERVICES0077: Created temporary admin user with username boss" in lines


def test_providers_are_named(folder):
    (folder / "providers").mkdir()
    (folder / "providers" / "mine.jar").write_bytes(b"")
    with Served() as server:
        assert "WARNING: Providers without effect in the emulator: mine.jar" in server.lines


def test_lines_that_others_wait_for(folder):
    (folder / "data" / "import").mkdir(parents=True)
    (folder / "data" / "import" / "shop-realm.json").write_text('{"realm": "shop"}')
    (folder / "data" / "import" / "shop-users-0.json").write_text('{"realm": "shop", "users": [{"username": "alice"}]}')
    with Started("--import-realm", "--health-enabled=true", "--http-management-port=0") as server:
        assert server.get("/_emulator/realms/shop/users")[0]["username"] == "alice"
    assert server.lines[:6] == [
        "Running the server in development mode. DO NOT use this configuration in production.",
        "KC-SERVICES0050: Initializing master realm",
        "KC-SERVICES0077: Created temporary admin user with username admin",
        "KC-SERVICES0030: Full model import requested. Strategy: IGNORE_EXISTING",
        "Realm 'shop' imported",
        "KC-SERVICES0032: Import finished successfully",
    ]
    assert re.fullmatch(r".*Listening on: http://127.0.0.1:\d+\. Management interface listening on http://127.0.0.1:\d+\.", server.lines[6])
    assert re.match(r"Keycloak 26\.7\.4 .*started in \d+\.\d+s\. ", server.lines[6])


def test_every_line_can_be_json():
    with Served("--cache=local", KC_LOG_CONSOLE_OUTPUT="json") as server:
        server.get("/realms/master")
        server.wait_for("GET /realms/master 200")
        with pytest.raises(urllib.error.HTTPError):
            server.get("/realms/master/protocol/openid-connect/userinfo")
        server.wait_for("USER_INFO_REQUEST_ERROR")
        server.wait_for("userinfo 401")
        records = [json.loads(line) for line in server.lines]
    assert [record["sequence"] for record in records] == list(range(1, len(records) + 1))
    for record in records:
        assert list(record) == [
            "timestamp", "sequence", "loggerClassName", "loggerName", "level", "message", "threadName", "threadId", "mdc", "ndc",
            "hostName", "processName", "processId", "service.name",
        ]  # fmt: skip
    assert (records[0]["level"], records[0]["message"]) == ("WARN", "Options without effect in the emulator: --cache")
    assert (records[-1]["loggerName"], records[-1]["level"]) == ("org.keycloak.http.access-log", "INFO")
    assert [line["level"] for line in records if line["loggerName"] == "org.keycloak.events"] == ["WARN"]


def test_lines_can_look_as_those_of_keycloak():
    with Served("--log-console-format=%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n") as server:
        server.get("/realms/master")
        server.wait_for("GET /realms/master 200")
    for line in server.lines:
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO |WARN ) \[[\w.-]+\] \(main\) \S", line), line
    assert "[org.keycloak.services] (main) KC-SERVICES0050: Initializing master realm" in server.lines[1]


def test_a_file_can_have_the_log_too(folder):
    file = folder / "logs" / "kc.log"
    options = ("--log=console,file", "--log-file=logs/kc.log", "--log-file-output=json", "--log-console-level=warn")
    with Started(*options, listens=False) as server:  # a process, whose end closes the file
        server.until(lambda: file.exists() and "Listening on" in file.read_text())
    assert any("started in" in json.loads(line)["message"] for line in file.read_text().splitlines())
    assert server.rest == []


def test_levels_by_category():
    with Served("--log-level=info,org.keycloak.http.access-log:off,org.keycloak.services:warn") as server:
        server.get("/realms/master")
        server.get("/realms/master/.well-known/openid-configuration")
    rest = [line.rstrip("\n") for line in server.rest]
    assert not any("KC-SERVICES" in line for line in server.lines)
    assert not any(line.startswith("GET ") for line in rest)


def test_a_file_that_cannot_be_written_is_a_fault(folder, capsys):
    (folder / "logs").write_text("")
    assert main(["start-dev", "--log=file", "--log-file=logs/kc.log"]) == 2
    assert capsys.readouterr().err.startswith("--log-file: cannot write logs/kc.log: ")


def test_the_options_of_a_build_are_those_of_an_optimized_start(folder, capsys):
    assert main(["build", "--health-enabled=true", "--http-port=1"]) == 0
    said = capsys.readouterr().out
    assert "INFO: The following run time options were found, but will be ignored during build time: kc.http-port\n" in said
    assert "Nothing was kept" in said
    (folder / "lib" / "quarkus").mkdir(parents=True)
    assert main(["start", "--optimized", "--http-enabled=true"]) == 2
    assert capsys.readouterr().err.startswith("The '--optimized' flag was used for first ever server start.")
    assert main(["build", "--health-enabled=true"]) == 0
    said = "Server configuration updated and persisted. Run the following command to review the configuration:\n"
    assert said in capsys.readouterr().out
    assert main(["start", "--optimized", "--health-enabled=false"]) == 2
    assert capsys.readouterr().err == (
        "The following build time options have values that differ from what is persisted - the new values will NOT be used until another "
        "build is run: kc.health-enabled\n\n"
    )
    options = ("--optimized", "--http-enabled=true", "--hostname-strict=false", "--http-management-port=0")
    with Served(*options, command="start") as server:
        assert "Management interface listening on" in server.line


def test_a_service_can_be_the_first_administrator():
    with Served(KC_BOOTSTRAP_ADMIN_CLIENT_ID="boot", KC_BOOTSTRAP_ADMIN_CLIENT_SECRET="s3cret") as server:
        assert "KC-SERVICES0078: Created temporary admin service account with client id boot" in server.lines
        options = ("--server", server.url, "--realm", "master", "--client-id", "boot", "--client-secret", "s3cret")
        token = run("token", *options).stdout.strip()
        request = urllib.request.Request(f"{server.url}/admin/realms", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer:
            assert [realm["realm"] for realm in json.load(answer)] == ["master"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_it_in_time_and_nothing_under_way_is_lost(number, code):
    with Started() as server:
        answers, refused = [], threading.Event()

        def ask():
            while not refused.is_set():
                try:
                    answers.append(server.get("/realms/master")["realm"])
                except OSError as error:
                    reason = getattr(error, "reason", error)
                    if not isinstance(reason, ConnectionRefusedError):
                        answers.append(str(reason))
                    refused.set()

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        server.until(lambda: len(answers) > 50)
        server.process.send_signal(number)
        assert server.process.wait(60) == code
        refused.set()
        for thread in threads:
            thread.join(10)
    assert set(answers) == {"master"}


def test_a_second_signal_does_not_wait():
    with Started() as server:
        fault = json.dumps({"path": "/realms/master", "latency": 30}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{server.url}/_emulator/faults", fault, method="POST")):
            pass
        asking = socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])))
        asking.sendall(b"GET /realms/master HTTP/1.1\r\nHost: x\r\n\r\n")
        server.until(lambda: server.get("/_emulator/faults")[0]["met"] == 1)
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 143
        asking.close()


def test_an_import_that_is_refused_is_exit_code_1(folder):
    users = [{"username": "u", "credentials": [{"type": "password", "value": "short"}]}]
    (folder / "bad.json").write_text(json.dumps({"realm": "bad", "passwordPolicy": "length(8)", "users": users}))
    refused = process("start-dev", "--http-port=0", "bad.json")
    assert (refused.returncode, "the import was refused" in refused.stderr) == (1, True)
