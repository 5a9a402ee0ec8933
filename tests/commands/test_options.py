"""Options from the command line, the environment and ``conf/keycloak.conf``; the refusals are those of kc.sh."""

import json
import re
from pathlib import Path

import pytest

from emulator.cli import main
from emulator.commands import COMMANDS
from emulator.configuration import features, known
from emulator.configuration.options import OPTIONS
from emulator.configuration.settings import SettingsError, resolve
from emulator.configuration.sources import variable

TRY = "Try 'keycloak-emulator --help' for more information on the available options.\n"
SEE = "Try 'keycloak-emulator start-dev --help' for more information on the available options.\n"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def conf(tmp_path, text):
    (tmp_path / "conf").mkdir(exist_ok=True)
    (tmp_path / "conf" / "keycloak.conf").write_text(text)


def shown(capsys):
    """What show-config says: the value and its source by name."""
    assert main(["show-config"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("\t")]
    return {name: rest.strip() for name, _, rest in (line.partition(" =") for line in lines)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nope"], f"Unknown option: '--nope'\n{SEE}"),
        (["--nope=1", "--nopes", "3"], f"Unknown option: '--nope'\n{SEE}"),
        (["-x"], f"Unknown option: '-x'\n{SEE}"),
        (["--optimized"], f"Unknown option: '--optimized'\n{SEE}"),
        (
            ["--proxy", "edge"],
            f"Unknown option: '--proxy'\nPossible solutions: --proxy-protocol-enabled, --proxy-headers, --proxy-trusted-addresses\n{SEE}",
        ),
        (
            ["--hostname-url", "http://x"],
            (
                "Unknown option: '--hostname-url'\nPossible solutions: --hostname, --hostname-strict, --hostname-admin, --hostname-debug, "
                f"--hostname-backchannel-dynamic\n{SEE}"
            ),
        ),
        (
            ["--http-prt=1"],
            (
                "Unknown option: '--http-prt'\nPossible solutions: --http-port, --https-port, --http-host, --https-protocols, "
                f"--http-management-port, --http-enabled, --http-relative-path\n{SEE}"
            ),
        ),
        (
            ["--dir=x"],
            f"Disabled option: '--dir'\n{SEE}Specify '--help-all' to obtain information on all options and their availability.\n",
        ),
        (["--proxy-headers", "edge"], "Invalid value for option '--proxy-headers': edge. Expected values are: forwarded, xforwarded\n"),
        (["--http-enabled=maybe"], "Invalid value for option '--http-enabled': maybe. Expected values are: true, false\n"),
        (["--http-port", "abc"], "Invalid value for option '--http-port': Expected an integer value, got \"abc\"\n"),
        (
            ["--log-level", "nope"],
            "ERROR: Invalid log category format: nope. The format is 'category:level' such as 'org.keycloak:debug'.\n",
        ),
        (["--log", "nope"], "Invalid value for option '--log': nope. Expected values are: console, file, syslog\n"),
        (
            ["--log-console-level=nope"],
            (
                "Invalid value for option '--log-console-level': nope. Expected values are (case insensitive): off, fatal, error, warn, "
                "info, debug, trace, all\n"
            ),
        ),
        (["--features", "nope"], "'nope' is an unrecognized feature. Did you mean: openapi?\n"),
        (
            ["--db", "nope"],
            (
                "Invalid value for option '--db': nope. Expected values are: "
                "dev-file, dev-mem, mariadb, mssql, mysql, oracle, postgres, tidb\n"
            ),
        ),
        (["--http-port"], f"Option '--http-port' (port) expects a single value.\n{SEE}"),
        (["--hostname", "--http-port", "-1x"], f"Unknown option: '-1x'\n{SEE}"),
        (
            ["--log"],
            (
                "Option '--log' (<handler>) expects one or more comma separated values without whitespace. Expected values are: console, "
                f"file, syslog\n{SEE}"
            ),
        ),
        (["--http-port="], "Invalid empty value for option '--http-port'\n"),
        (["--spi-foo-bar"], "ERROR: spi argument --spi-foo-bar requires a value.\n"),
    ],
)
def test_what_kc_sh_refuses_is_refused_in_its_words(arguments, said, capsys):
    assert main(["start-dev", *arguments]) == 2
    assert capsys.readouterr() == ("", said)


OFFERED = json.loads((Path(__file__).parent / "offered_options.json").read_text())
"""As kc.sh answers: command, options, what is refused (empty for none), and the options that are suggested instead."""


@pytest.mark.parametrize(("command", "arguments", "refused", "suggested"), OFFERED)
def test_options_that_keycloak_offers_only_beside_others(command, arguments, refused, suggested, capsys):
    assert main([command, *arguments, "--nope=1"]) == 2
    message, *more = capsys.readouterr().err.splitlines()
    assert message == (refused or "Unknown option: '--nope'")
    if refused:
        likely = {one for line in more if line.startswith("Possible") for one in line.removeprefix("Possible solutions: ").split(", ")}
        assert set(suggested[:6]) <= likely
        assert suggested or likely <= {f"--{one.name}" for one in OPTIONS if one.name.startswith("testing-")}
        assert more[-1] == "Specify '--help-all' to obtain information on all options and their availability."


def test_an_option_may_be_offered_beside_one_of_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("KC_LOG", "file")
    assert main(["start-dev", "--log-file=x", "--nope=1"]) == 2
    assert capsys.readouterr().err.startswith("Unknown option: '--nope'")


def test_options_of_the_environment_that_are_not_offered_are_named(monkeypatch):
    from emulator.commands import _server, start_dev
    from emulator.commands._invocation import Invocation

    monkeypatch.setenv("KC_TRACING_ENDPOINT", "http://x")
    monkeypatch.setenv("KC_LOG_FILE", "x")
    monkeypatch.setenv("KC_HTTP_MANAGEMENT_HEALTH_ENABLED", "true")
    monkeypatch.setenv("KC_CACHE", "local")
    configuration = _server.prepare(start_dev.SHAPE, [], Invocation("start-dev", 0.0)).configuration
    assert configuration.warnings == [
        (
            "The following used run time options are UNAVAILABLE and will be ignored during build time:"
            "\n \t- log-file: Available only when File log handler is activated."
            "\n \t- tracing-endpoint: Available only when Tracing is enabled."
        ),
        (
            "The following used build time options are UNAVAILABLE and will be ignored during run time:"
            "\n \t- http-management-health-enabled: Available only when health is enabled."
        ),
        "Options without effect in the emulator: KC_CACHE",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["startdev"],
            (
                "Unknown option: 'startdev'\n"
                "Did you mean: keycloak-emulator start-dev or keycloak-emulator start or keycloak-emulator decode?\n"
                "Try 'keycloak-emulator --help' for more information on the available options.\n"
            ),
        ),
        (
            ["--config-file", "/nope", "start-dev"],
            "Configuration file specified via '--config-file' or '-cf' must have the '.conf' extension.\n" + TRY,
        ),
        (["-cf", "/nope.conf", "start-dev"], "File specified via '--config-file' or '-cf' option does not exist.\n" + TRY),
        (
            ["tools"],
            "Missing required subcommand\nTry 'keycloak-emulator tools --help' for more information on the available options.\n",
        ),
        (
            ["--nope"],
            "Unknown option: '--nope'\nTry 'keycloak-emulator --help' for more information on the available options.\n",
        ),
    ],
)
def test_commands_that_are_not_there(arguments, said, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("arguments", [["tools", "completion"], ["update-compatibility", "check", "--file", "x"]])
def test_what_the_emulator_lacks_is_said(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"{arguments[0]} {arguments[1]}: ")


def test_a_wrong_value_is_called_as_it_was_given(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KC_PROXY_HEADERS", "edge")
    assert main(["start-dev"]) == 2
    said = "Invalid value for option 'KC_PROXY_HEADERS': edge. Expected values are: forwarded, xforwarded\n"
    assert capsys.readouterr().err == said
    monkeypatch.delenv("KC_PROXY_HEADERS")
    conf(tmp_path, "http-port=abc\n")
    assert main(["start-dev"]) == 2
    assert capsys.readouterr().err == "Invalid value for option 'kc.http-port' in keycloak.conf: Expected an integer value, got \"abc\"\n"
    (tmp_path / "alt.conf").write_text("cache=none\n")
    assert main(["-cf", "alt.conf", "start-dev"]) == 2
    assert capsys.readouterr().err == "Invalid value for option 'kc.cache' in alt.conf: none. Expected values are: ispn, local\n"


def test_every_option_of_keycloak_is_known():
    table = known.Table()
    assert len(table.options) >= 257
    for name in ("log-level-org.keycloak", "db-kind-users", "feature-dpop", "tracing-header-x", "spi-theme--cache-themes"):
        assert table.find(name) is not None, name
    assert table.find("spi") is None
    for option in OPTIONS:
        assert table.find(option.name) is not None


def test_the_command_line_wins_over_the_environment_over_the_file(tmp_path, monkeypatch, capsys):
    conf(tmp_path, "http-port=1\nhttp-host=${HOST_OF_TESTS:0.0.0.0}\nhostname=${HOST_OF_TESTS:x}.test\n")
    monkeypatch.setenv("HOST_OF_TESTS", "ext")
    monkeypatch.setenv("KC_HTTP_PORT", "2")
    monkeypatch.setenv("KC_DB_PASSWORD", "secret")
    assert main(["show-config", "--http-port=3"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Current Mode: production\nCurrent Configuration:\n")
    for line in ("kc.http-port =  3 (CLI)", "kc.http-host =  ext (keycloak.conf)", "kc.hostname =  ext.test (keycloak.conf)"):
        assert f"\t{line}\n" in said
    assert "\tkc.db-password =  ******* (ENV)\n" in said
    assert "secret" not in said


def test_the_file_is_a_file_of_java_properties(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EMPTY_OF_TESTS", "")
    conf(
        tmp_path,
        "# comment\n! comment\nhostname=${UNSET_OF_TESTS}\nhttp\\-port = 1\ndb-username: colon\nlog\\\n   -level = info\n"
        "db-url=${EMPTY_OF_TESTS:x}y${kc.home.dir}\nhttp-host=\n",
    )
    values = shown(capsys)
    assert values["kc.http-port"] == "1 (keycloak.conf)"
    assert values["kc.db-username"] == "colon (keycloak.conf)"
    assert values["kc.log-level"] == "info (keycloak.conf)"
    assert values["kc.db-url"] == f"y{tmp_path} (keycloak.conf)"
    assert "kc.hostname" not in values


def test_another_file_can_be_named(tmp_path, monkeypatch, capsys):
    conf(tmp_path, "http-port=1\n")
    (tmp_path / "other.conf").write_text("http-port=2\n")
    assert main(["--config-file=other.conf", "show-config"]) == 0
    assert "kc.http-port =  2 (other.conf)" in capsys.readouterr().out
    monkeypatch.setenv("KC_CONFIG_FILE", "other.conf")
    assert shown(capsys)["kc.http-port"] == "2 (other.conf)"


def test_no_arguments_are_a_call_for_help(capsys):
    assert main([]) == 0
    said = capsys.readouterr().out
    assert all(f"  {command.name} " in said for command in COMMANDS.all())


@pytest.mark.parametrize("command", [command.name for command in COMMANDS.all()])
def test_each_command_has_a_help(command, capsys):
    try:
        code = main([command, "--help"])
    except SystemExit as ended:
        code = ended.code
    assert code == 0
    assert command in capsys.readouterr().out


def test_the_whole_help_lists_what_has_no_effect(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["start", "--help-all"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    table = known.Table()
    for option in table.options.values():
        if not option.hidden and option.section not in ("Export", "Import"):
            assert f"--{option.name} " in said
            assert variable(option.name) in said
    assert max(map(len, said.splitlines())) < 141


def test_the_table_says_of_each_option_what_kc_sh_says():
    table = known.Table()
    assert table.find("https-key-store-password").masked
    assert table.find("features").build
    assert json.dumps(table.find("fips-mode").values) == '["non-strict", "strict"]'


def test_what_is_for_the_java_vm_is_named(capsys):
    assert main(["build", "--debug", "8787", "-Dx=y", "--verbose"]) == 0
    assert "WARNING: Options of the Java VM, without effect in the emulator: --debug, -Dx=y\n" in capsys.readouterr().out


def test_verbose_says_where_an_error_comes_from(capsys):
    assert main(["-v", "start-dev", "--nope"]) == 2
    assert "Traceback" in capsys.readouterr().err


ENABLED = {"log": "console,syslog"}
ENABLED |= dict.fromkeys(("metrics-enabled", "health-enabled", "event-metrics-user-enabled"), "true")
ENABLED |= {"features": "openapi,client-admin-api:v2,opentelemetry-logs,opentelemetry-metrics"}
"""What others are offered beside, of those that the emulator acts on."""
OTHERWISE = ("feature-", "log-console-json-format", "log-file")
"""What is offered only where this test could not read what is said."""


def value_of(option):
    if option.name == "log-syslog-output":
        return "json"
    if option.values and not option.loose:
        return option.values[0]
    return "1" if option.integer else option.default or "/x"


@pytest.mark.parametrize("how", ["command line", "environment", "file"])
def test_every_option_of_keycloak_is_taken_and_named(how, tmp_path, monkeypatch, capsys):
    table = known.Table()
    ours = {option.name for option in OPTIONS}
    values = {
        option.name.replace("<", "").replace(">", ""): value_of(option)
        for option in table.options.values()
        if option.section not in ("Export", "Import") and option.name not in ours and not option.name.startswith(OTHERWISE)
    }
    arguments = []
    if how == "command line":
        arguments = [f"--{name}={value}" for name, value in (ENABLED | values).items()]
        names = [f"--{name}" for name in values]
    elif how == "environment":
        for name, value in (ENABLED | values).items():
            monkeypatch.setenv(variable(name), value)
        names = [variable(name) for name in values]
    else:
        conf(tmp_path, "".join(f"{name}={value}\n" for name, value in (ENABLED | values).items()))
        names = [f"{name} in keycloak.conf" for name in values]
    assert main(["build", *arguments]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith("WARNING: Options without effect in the emulator: ")]
    assert sorted(line.partition("emulator: ")[2].split(", ")) == sorted(names)
    assert len(names) > 150


V1, V2, EXCHANGE, SPIFFE = features.ADMIN_PERMISSIONS_V1, features.ADMIN_PERMISSIONS_V2, features.TOKEN_EXCHANGE_V1, features.SPIFFE
SCRIPTS = features.SCRIPTS


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({}, {V2}), ({"features": "token-exchange"}, {V2, EXCHANGE}), ({"features": "token-exchange:v1"}, {V2, EXCHANGE}),
        ({"features": "admin-fine-grained-authz"}, {V2}), ({"features": "admin-fine-grained-authz:v1"}, {V1}),
        ({"features": "preview"}, {V2, EXCHANGE, SPIFFE, SCRIPTS}),
        ({"features": "preview", "features-disabled": "token-exchange"}, {V2, SPIFFE, SCRIPTS}),
        ({"features": "preview,admin-fine-grained-authz:v1"}, {V1, EXCHANGE, SPIFFE, SCRIPTS}), ({"features": "scripts"}, {V2, SCRIPTS}),
        ({"features-disabled": "admin-fine-grained-authz"}, set()),
        ({"feature-admin-fine-grained-authz": "v1"}, {V1}), ({"feature-token-exchange": "enabled"}, {V2, EXCHANGE}),
        ({"features": "token-exchange", "feature-token-exchange": "disabled"}, {V2}),
    ],
)  # fmt: skip
def test_features(given, on):
    assert resolve(given, {}).features == {*on, features.WORKFLOWS}
    assert resolve({}, {variable(name): value for name, value in given.items()}).features == {*on, features.WORKFLOWS}


def test_workflows_are_on_unless_told():
    for given in ({"features-disabled": "workflows"}, {"feature-workflows": "disabled"}):
        assert resolve(given, {}).features == {V2}


@pytest.mark.parametrize(
    ("on", "off", "told"),
    [
        ("token-exchange", "token-exchange", "token-exchange is in both the enabled and disabled feature lists."),
        ("", "admin-fine-grained-authz:v2", "Feature admin-fine-grained-authz:v2 should not be disabled using a versioned key."),
        ("admin-fine-grained-authz:v1,admin-fine-grained-authz:v2", "", "Multiple versions of the same feature"),
        ("admin-fine-grained-authz,admin-fine-grained-authz:v1", "", "is not expected as admin-fine-grained-authz is already enabled"),
        ("admin-fine-grained-authz:v1", "admin-fine-grained-authz", "is not expected as admin-fine-grained-authz is already disabled"),
    ],
)
def test_features_that_contradict_each_other(on, off, told):
    with pytest.raises(SettingsError, match=re.escape(told)):
        resolve({"features": on, "features-disabled": off}, {})


def test_features_that_change_nothing_are_named(capsys):
    assert main(["build", "--features=token-exchange,openapi,client-admin-api:v2"]) == 0
    assert "WARNING: Features without effect in the emulator: client-admin-api:v2, openapi\n" in capsys.readouterr().out


def test_verdicts_for_scripts():
    assert resolve({"testing-script-policies": "a*=deny,*=grant"}, {}).script_policies == "a*=deny,*=grant"
    for wrong in ("a", "a=b", "=deny"):
        with pytest.raises(SettingsError, match="write name=grant or name=deny"):
            resolve({"testing-script-policies": wrong}, {})
