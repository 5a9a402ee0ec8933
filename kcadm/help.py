"""``kcadm.sh help [COMMAND]``."""

from __future__ import annotations

from kcadm import _help
from kcadm._errors import UsageError
from kcadm._options import Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Prints it; the exit code. Raises UsageError for a command that is not there."""
    if not parsed.words:
        return _help.print_overview()
    subcommand = _help.find(parsed.words, [])
    if subcommand is None or parsed.words[0] == "help":
        raise UsageError(f"Unknown command: {parsed.words[0]}")
    return _help.print_about(subcommand)


SUBCOMMAND = Subcommand(
    "help",
    run,
    usage=("help [COMMAND]",),
    summary="print this, or all about one command",
    words=1_000,
)
