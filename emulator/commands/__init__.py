"""The commands of ``keycloak-emulator``, one file each; only the one that is run is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from emulator.commands._invocation import Invocation
from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the name that is typed, what the help says of it and where in the list.

    ``run`` takes what follows the command's name, and what goes with all commands, and returns the exit code.
    """

    name: str
    summary: str
    order: int
    run: Callable[[Sequence[str], Invocation], int]


COMMANDS = Folder("emulator.commands", Command)
