"""``kcadm.sh help [COMMAND]``."""

from __future__ import annotations

from kcadm import _help
from kcadm._errors import UsageError
from kcadm._options import Option, Parsed

USAGE = ("help [COMMAND]",)
SUMMARY = "print this, or all about one command"
OPTIONS: tuple[Option, ...] = ()
WORDS = 1_000
NEEDS: frozenset[str] = frozenset()


def run(parsed: Parsed) -> int:
    """Prints it; the exit code. Raises UsageError for a command that is not there."""
    if not parsed.words:
        return _help.print_overview()
    member = _help.find(parsed.words, [])
    if member is None or parsed.words[0] == "help":
        raise UsageError(f"Unknown command: {parsed.words[0]}")
    return _help.print_about(member)
