"""Help: the overview, and what a subcommand's file says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from emulator.core.registry import Folder
from kcadm import _output
from kcadm._errors import CALLED, NotHere
from kcadm._options import Option

_OVERVIEW = f"""\
{CALLED}, the admin command line of Keycloak, as keycloak-emulator has it

  $ {CALLED} config credentials --server http://localhost:8080 --realm master --user admin
  $ {CALLED} create realms -s realm=shop -s enabled=true
  $ {CALLED} get users -r shop --fields username,enabled

Usage: {CALLED} COMMAND [ARGUMENTS]

Commands:"""


def find(words: Sequence[str], path: list[str]) -> ModuleType | None:
    """The file of a subcommand, or of the subcommand of one that is a folder; ``path`` gets its name. None if there is no such file."""
    member = _member("kcadm", words[0])
    if member is None or words[0] == "__main__":
        return None
    path.append(words[0])
    if hasattr(member, "__path__") and len(words) > 1:
        below = _member(member.__name__, words[1])
        if below is not None:
            path.append(words[1])
            return below
    return member


def print_overview() -> int:
    """Prints all subcommands; the exit code."""
    _output.line(_OVERVIEW)
    for member in Folder("kcadm").all():
        name = member.__name__.rpartition(".")[2].replace("_", "-")
        _output.line(f"  {name:<14}{member.SUMMARY}")
    _output.line(f"\nUse '{CALLED} help COMMAND' for more about a command.")
    return 0


def print_about(member: ModuleType) -> int:
    """Prints what a subcommand is for and its options; the exit code."""
    for number, usage in enumerate(member.USAGE):
        _output.line(f"{'Usage:' if number == 0 else '      '} {CALLED} {usage}")
    _output.line(f"\n{member.SUMMARY[0].upper()}{member.SUMMARY[1:]}.")
    if member.OPTIONS:
        _output.line("\nOptions:")
    for option in member.OPTIONS:
        _output.line(f"  {_names(option):<34}{option.help}")
    return 0


def refuse_version_2(arguments: Sequence[str]) -> None:
    """Raises NotHere for the commands that Keycloak has in preview."""
    if "--v2" in arguments:
        raise NotHere(
            "--v2 is not supported: it is for the Admin API v2, a preview feature that is off unless a Keycloak is told to have it"
        )


def _member(package: str, word: str) -> ModuleType | None:
    return None if "_" in word else Folder(package).get(word)


def _names(option: Option) -> str:
    return f"{', '.join(option.names)} {option.value}".rstrip()
