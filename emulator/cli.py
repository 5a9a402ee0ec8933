"""The command ``keycloak-emulator``, in the words of Keycloak's ``kc.sh``: finds the command and runs it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from emulator.commands import COMMANDS, Command
from emulator.commands._invocation import FAILURE, PROGRAM, USAGE, Invocation, UsageError, not_understood
from emulator.configuration.settings import SettingsError
from emulator.core.clock import monotonic
from emulator.core.errors import EmulatorError, RealmFileError
from emulator.version import KEYCLOAK_VERSION, __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0, 1 when it failed, 2 when it was told nonsense."""
    started = monotonic()
    words = list(sys.argv[1:] if argv is None else argv)
    # What a command reads nearly all stays: a collector that walks it again and again takes a tenth of the time. A server turns it on.
    gc.disable()
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
    finally:
        gc.enable()


def _run(argv: list[str], started: float) -> int:
    words = list(argv)
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
    command = COMMANDS.get(words[0])
    if command is None or command.name != words[0]:
        raise _unknown(words[0])
    return command.run(words[1:], Invocation(command.name, started, config_file))


def _unknown(name: str) -> UsageError:
    from emulator.configuration.known import similar

    near = [f"{PROGRAM} {one}" for one in similar(name, [command.name for command in _listed()], 3)]
    return not_understood(f"Unknown option: '{name}'", "", f"Did you mean: {' or '.join(near)}?")


def _listed() -> list[Command]:
    """Every command, as the help lists them."""
    return sorted(COMMANDS.all(), key=lambda command: command.order)


def _help() -> int:
    lines = "".join(f"  {command.name:<22}{command.summary}\n" for command in _listed())
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
