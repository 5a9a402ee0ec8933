"""The command ``keycloak-emulator``, in the words of Keycloak's ``kc.sh``: finds the command's file and runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from emulator.commands._invocation import FAILURE, PROGRAM, USAGE, Invocation, UsageError, not_understood
from emulator.configuration.settings import SettingsError
from emulator.core.clock import monotonic
from emulator.core.errors import EmulatorError, RealmFileError
from emulator.version import KEYCLOAK_VERSION, __version__


class Command(NamedTuple):
    """A command: the name that is typed, the file in ``commands``, what the help says of it."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("start-dev", "start_dev", "start the server in development mode"),
    Command("start", "start", "start the server as for production"),
    Command("build", "build", "check build options and keep them for start --optimized"),
    Command("export", "export", "write realms to files"),
    Command("import", "import_", "read realms from files into the store"),
    Command("show-config", "show_config", "print the configuration and where each value comes from"),
    Command("bootstrap-admin", "bootstrap_admin", "add a temporary administrator to the store"),
    Command("tools", "tools", "Keycloak's tools, which are not there"),
    Command("update-compatibility", "update_compatibility", "Keycloak's check before an update, which is not there"),
    Command("check", "check", "check realm files"),
    Command("token", "get_token", "get a token"),
    Command("pull", "pull", "write a realm file from a running Keycloak"),
    Command("decode", "decode", "show what is in a token"),
    Command("users", "users", "list a realm's users"),
    Command("requests", "requests", "list the last requests"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0, 1 when it failed, 2 when it was told nonsense."""
    started = monotonic()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words, started)
    except RealmFileError as error:
        for finding in error.findings:
            sys.stderr.write(f"{finding}\n")
        count = len(error.findings)
        sys.stderr.write(f"{count} {'fault' if count == 1 else 'faults'} found; nothing was loaded\n")
        return USAGE
    except EmulatorError as error:
        sys.stderr.write(f"{PROGRAM}: {error.reason or error}\n")
        return FAILURE
    except (SettingsError, UsageError) as error:
        sys.stderr.write(f"{error}\n")
        if {"-v", "--verbose"}.intersection(words):
            import traceback

            traceback.print_exc()
        return USAGE
    except KeyboardInterrupt:
        return 130


def _run(given: list[str], started: float) -> int:
    words = list(given)
    config_file = ""
    while words and words[0].startswith("-"):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if name in ("-cf", "--config-file"):
            config_file = value if equals else (words.pop(0) if words else "")
            if not config_file:
                raise not_understood("Option '-cf, --config-file' (file) expects a single value.")
        elif word in ("-v", "--verbose"):
            continue
        elif word in ("-h", "--help"):
            return _help()
        elif word in ("-V", "--version"):
            sys.stdout.write(f"{PROGRAM} {__version__} (answers as Keycloak {KEYCLOAK_VERSION})\n")
            return 0
        else:
            raise not_understood(f"Unknown option: '{name}'")
    if not words:
        return _help()
    command = next((one for one in COMMANDS if one.name == words[0]), None)
    if command is None:
        raise _unknown(words[0])
    module = import_module(f"emulator.commands.{command.module}")
    code: int = module.run(words[1:], Invocation(command.name, started, config_file))
    return code


def _unknown(name: str) -> UsageError:
    from emulator.configuration.known import similar

    near = [f"{PROGRAM} {one}" for one in similar(name, [command.name for command in COMMANDS], 3)]
    return not_understood(f"Unknown option: '{name}'", "", f"Did you mean: {' or '.join(near)}?")


def _help() -> int:
    lines = "".join(f"  {command.name:<22}{command.summary}\n" for command in COMMANDS)
    sys.stdout.write(
        "A light Keycloak-compatible realm emulator for local development, tests and CI.\n\n"
        f"Usage:\n\n{PROGRAM} [OPTIONS] COMMAND\n\n"
        "Options:\n\n"
        "  -cf, --config-file <file>  take the options from this file (default: conf/keycloak.conf)\n"
        "  -h, --help                 this help\n"
        "  -v, --verbose              say more of an error\n"
        "  -V, --version              the version\n\n"
        f"Commands:\n\n{lines}\n"
        f'"{PROGRAM} COMMAND --help" says what a command takes.\n'
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
