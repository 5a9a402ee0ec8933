"""The command ``keycloak-emulator``, in Keycloak's words."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from emulator.core.clock import monotonic
from emulator.core.errors import AdminError, EmulatorError, Finding, RealmFileError
from emulator.settings import OPTIONS, Settings, SettingsError, environment, import_folder, resolve
from emulator.version import KEYCLOAK_VERSION, __version__

USAGE, FAILURE = 2, 1

_EPILOG = """\
examples:
  keycloak-emulator start-dev bvnk
  keycloak-emulator start-dev realms/shop.yaml --http-port 0
  keycloak-emulator check realms/
  keycloak-emulator token --client-id bvnk-sandbox --client-secret bvnk-sandbox-secret --realm bvnk

Every option can be given as an environment variable: --http-port is KC_HTTP_PORT.
Realm files are Keycloak's RealmRepresentation in JSON or YAML, or the shorter YAML that docs/realm-files.md describes.
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Prints the fault and where to find help, as Keycloak does; exit code 2."""
        sys.stderr.write(f"{self.prog}: {message}\nTry '{self.prog} --help' for more information on the available options.\n")
        raise SystemExit(USAGE)


class _Help(argparse.RawDescriptionHelpFormatter):
    def _split_lines(self, text: str, width: int) -> list[str]:
        """Lines of a help text; the name of a variable stays in one piece, so that it can be copied."""
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _parser() -> argparse.ArgumentParser:
    formatter = _Help
    parser = _Parser(
        prog="keycloak-emulator",
        description="A light Keycloak-compatible realm emulator for local development, tests and CI.",
        epilog=_EPILOG,
        formatter_class=formatter,
    )
    version = f"keycloak-emulator {__version__} (answers as Keycloak {KEYCLOAK_VERSION})"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    start = commands.add_parser(
        "start-dev", help="start the server", epilog=_EPILOG, formatter_class=formatter,
        description="Starts the server. Without a REALM there is only master, as in Keycloak.",
    )  # fmt: skip
    start.add_argument("realms", metavar="REALM", nargs="*", help="a file, a folder of files, or the name of a shipped realm")
    start.add_argument("--import-realm", action="store_true", help="import the files of data/import (or /opt/keycloak/data/import) too")
    start.add_argument("--watch", action="store_true", help="import a realm file again when it changes; a bad edit changes nothing")
    _options(start)
    check = commands.add_parser(
        "check",
        help="check realm files",
        description="Checks realm files and says all that is wrong; exit code 2 if anything is.",
    )
    check.add_argument("realms", metavar="FILE", nargs="+", help="a file, a folder of files, or the name of a shipped realm")
    token = commands.add_parser("token", help="get a token", description="Gets a token from a running server and prints it.")
    token.add_argument("--server", default="http://127.0.0.1:8080", help="base URL (default: %(default)s)")
    token.add_argument("--realm", required=True, help="name of the realm")
    token.add_argument("--client-id", required=True)
    token.add_argument("--client-secret")
    token.add_argument("--username", help="log a user in (direct grant); without it the client itself gets the token")
    token.add_argument("--password")
    token.add_argument("--scope")
    token.add_argument("--json", action="store_true", help="print the whole answer")
    pull = commands.add_parser(
        "pull", help="write a realm file from a running Keycloak",
        description="Reads a realm through the Admin API: settings, clients with secrets, roles, groups, users without passwords.",
    )  # fmt: skip
    pull.add_argument("url", metavar="URL", help="base URL of the Keycloak, with /auth if it has that")
    pull.add_argument("--realm", required=True, help="name of the realm")
    pull.add_argument("--username", default="admin", help="an administrator of master (default: %(default)s)")
    pull.add_argument("--password", default="admin", help="and the password (default: %(default)s)")
    pull.add_argument("--user-password", metavar="PASSWORD", help="a password that all users of the file get")
    pull.add_argument("--output", "-o", metavar="FILE", help="write to this file (default: standard output)")
    decode = commands.add_parser("decode", help="show what is in a token", description="Prints a JWT's header and claims, not verified.")
    decode.add_argument("jwt", metavar="TOKEN", help="the token; - reads it from standard input")
    users = commands.add_parser("users", help="list a realm's users", description="Lists the users of a realm of a running server.")
    users.add_argument("--realm", required=True, help="name of the realm")
    requests = commands.add_parser(
        "requests", help="list the last requests", description="Lists a running server's last requests, with the reason of each refusal."
    )
    for one in (users, requests):
        one.add_argument("--server", default="http://127.0.0.1:8080", help="base URL (default: %(default)s)")
        one.add_argument("--json", action="store_true", help="print all that is known")
    return parser


def _options(parser: argparse.ArgumentParser) -> None:
    for option in OPTIONS:
        shown = f" (default: {option.default})" if option.default else ""
        choices = list(option.choices) or None
        text = f"{option.help}{shown} [{option.variable}]"
        if option.flag:
            parser.add_argument(f"--{option.name}", nargs="?", const="true", default=argparse.SUPPRESS, metavar="true|false", help=text)
        else:
            metavar = "|".join(choices) if choices else "VALUE"
            parser.add_argument(f"--{option.name}", default=argparse.SUPPRESS, metavar=metavar, help=text)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0, 1 when it failed, 2 when it was told nonsense."""
    started = monotonic()
    arguments = _parser().parse_args(argv)
    try:
        own = {"start-dev": _start, "check": _check, "token": _token}.get(arguments.command)
        return own(arguments, started) if own is not None else _control(arguments)
    except RealmFileError as error:
        _report(error)
        return USAGE
    except SettingsError as error:
        sys.stderr.write(f"keycloak-emulator: {error}\n")
        return USAGE
    except KeyboardInterrupt:
        return 130


def _report(error: RealmFileError) -> None:
    for finding in error.findings:
        sys.stderr.write(f"{finding}\n")
    count = len(error.findings)
    sys.stderr.write(f"{count} {'fault' if count == 1 else 'faults'} found; nothing was loaded\n")


def _warn(warnings: Sequence[Finding]) -> None:
    for warning in warnings:
        sys.stderr.write(f"warning: {warning}\n")


def _documents(arguments: argparse.Namespace) -> tuple[list[dict[str, Any]], list[Path]]:
    names = list(arguments.realms)
    folder = import_folder() if getattr(arguments, "import_realm", False) else None
    if not names and folder is None:
        return [], []
    from emulator.realm import files

    # A fresh image has the folder and nothing in it: unlike a folder that was named, that is no fault.
    if folder is not None and files.inside_of(folder):
        names.append(str(folder))
    if not names:
        return [], []
    paths = files.resolve_all(names)
    warnings: list[Finding] = []
    documents = files.read_all(paths, environment(), warnings)
    _warn(warnings)
    return documents, paths


def _start(arguments: argparse.Namespace, started: float) -> int:
    given = {option.name: getattr(arguments, option.name.replace("-", "_"), None) for option in OPTIONS}
    settings: Settings = resolve({k: v for k, v in given.items() if v is not None}, environment())
    for warning in settings.warnings:
        sys.stderr.write(f"{warning}\n")
    documents, paths = _documents(arguments)
    from emulator import start

    watch = None
    if arguments.watch and paths:
        from emulator.watch import Watch

        watch = Watch(paths, environment(), sys.stdout).run
    try:
        return start.serve(start.Running(settings, documents, started=started, watch=watch))
    except AdminError as error:
        sys.stderr.write(f"keycloak-emulator: the import was refused: {error}\n")
        return FAILURE
    except EmulatorError as error:
        sys.stderr.write(f"keycloak-emulator: {error.reason or error}\n")
        return FAILURE


def _check(arguments: argparse.Namespace, started: float) -> int:
    from emulator.core.ids import Ids
    from emulator.realm import complete, files

    warnings: list[Finding] = []
    documents = files.read_all(files.resolve_all(arguments.realms), environment(), warnings)
    _warn(warnings)
    for document in documents:
        try:
            complete.complete(document, Ids())
        except AdminError as error:
            sys.stderr.write(f"realm '{document.get('realm')}': {error}\n")
            return USAGE
        sys.stdout.write(f"realm '{document['realm']}' is well-formed\n")
    return 0


def _token(arguments: argparse.Namespace, started: float) -> int:
    from emulator import token_command

    return token_command.run(arguments)


def _control(arguments: argparse.Namespace) -> int:
    if arguments.command == "pull":
        from emulator import pull

        return pull.run(arguments)
    from emulator import control_commands

    run: Callable[[argparse.Namespace], int] = getattr(control_commands, arguments.command)
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
