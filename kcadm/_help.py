"""Help: the overview, and what a subcommand says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.core.registry import Folder
from kcadm import _output
from kcadm._errors import CALLED, NotHere
from kcadm._options import Option
from kcadm._subcommand import Subcommand

SUBCOMMANDS = Folder("kcadm", Subcommand)
_OVERVIEW = f"""\
{CALLED}, the admin command line of Keycloak, as keycloak-emulator has it

  $ {CALLED} config credentials --server http://localhost:8080 --realm master --user admin
  $ {CALLED} create realms -s realm=shop -s enabled=true
  $ {CALLED} get users -r shop --fields username,enabled

Usage: {CALLED} COMMAND [ARGUMENTS]

Commands:"""


def find(words: Sequence[str], path: list[str]) -> Subcommand | None:
    """The subcommand that is meant, or the one below it; ``path`` gets its name. None if there is none."""
    subcommand = _member(SUBCOMMANDS, words[0])
    if subcommand is None:
        return None
    path.append(words[0])
    below = _member(subcommand.below, words[1]) if subcommand.below is not None and len(words) > 1 else None
    if below is None:
        return subcommand
    path.append(words[1])
    return below


def print_overview() -> int:
    """Prints all subcommands; the exit code."""
    _output.line(_OVERVIEW)
    for subcommand in SUBCOMMANDS.all():
        _output.line(f"  {subcommand.name:<14}{subcommand.summary}")
    _output.line(f"\nUse '{CALLED} help COMMAND' for more about a command.")
    return 0


def print_about(subcommand: Subcommand) -> int:
    """Prints what a subcommand is for and its options; the exit code."""
    for number, usage in enumerate(subcommand.usage):
        _output.line(f"{'Usage:' if number == 0 else '      '} {CALLED} {usage}")
    _output.line(f"\n{subcommand.summary[0].upper()}{subcommand.summary[1:]}.")
    if subcommand.options:
        _output.line("\nOptions:")
    for option in subcommand.options:
        _output.line(f"  {_names(option):<34}{option.help}")
    return 0


def refuse_version_2(arguments: Sequence[str]) -> None:
    """Raises NotHere for the commands that Keycloak has in preview."""
    if "--v2" in arguments:
        raise NotHere(
            "--v2 is not supported: it is for the Admin API v2, a preview feature that is off unless a Keycloak is told to have it"
        )


def _member(folder: Folder[Subcommand], word: str) -> Subcommand | None:
    return None if "_" in word else folder.get(word)


def _names(option: Option) -> str:
    return f"{', '.join(option.names)} {option.value}".rstrip()
