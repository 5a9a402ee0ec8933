"""The parser of the commands that Keycloak has not."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from emulator.commands._invocation import PROGRAM, USAGE


class Parser(argparse.ArgumentParser):
    """A parser for one command, ``keycloak-emulator NAME``."""

    def __init__(self, name: str, description: str, **options: Any) -> None:
        super().__init__(prog=f"{PROGRAM} {name}", description=description, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Prints the fault and where to find help, as Keycloak does; exit code 2."""
        sys.stderr.write(f"{self.prog}: {message}\nTry '{self.prog} --help' for more information on the available options.\n")
        raise SystemExit(USAGE)

    def add_server(self) -> None:
        """The running server that the command asks."""
        self.add_argument("--server", default="http://127.0.0.1:8080", help="base URL (default: %(default)s)")
