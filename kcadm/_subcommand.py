"""What a subcommand is; each is the value of its file, ``SUBCOMMAND``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from emulator.core.registry import Folder
from kcadm._options import Option, Parsed


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand: its name, how it is called, what it does in a line, and its options.

    ``words`` is how many arguments it takes beside the options; ``needs`` are options of which it needs one, or nothing to be told at
    all. ``below`` holds the subcommands of one that is a folder. ``run`` returns the exit code.
    """

    name: str
    run: Callable[[Parsed], int]
    usage: tuple[str, ...]
    summary: str
    options: tuple[Option, ...] = ()
    words: int = 0
    needs: frozenset[str] = frozenset()
    below: Folder[Subcommand] | None = None
