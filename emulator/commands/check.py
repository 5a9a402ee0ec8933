"""``check``: all that is wrong with realm files."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from emulator.commands import Command
from emulator.commands._argparse import Parser
from emulator.commands._invocation import USAGE, Invocation
from emulator.configuration.settings import environment
from emulator.core.errors import AdminError


def run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Says what is wrong; exit code 2 if anything is. Raises RealmFileError."""
    parser = Parser(invocation.command, "Checks realm files and says all that is wrong; exit code 2 if anything is.")
    parser.add_argument("realms", metavar="FILE", nargs="+", help="a file, a folder of files, or the name of a shipped realm")
    names = parser.parse_args(arguments).realms
    from emulator.commands import _realms
    from emulator.core.ids import Ids
    from emulator.realm import complete

    documents, _ = _realms.read(names, environment())
    for document in documents:
        try:
            complete.complete(document, Ids())
        except AdminError as error:
            sys.stderr.write(f"realm '{document.get('realm')}': {error}\n")
            return USAGE
        sys.stdout.write(f"realm '{document['realm']}' is well-formed\n")
    return 0


COMMAND = Command("check", "check realm files", order=10, run=run)
