"""Journals: where state outlives the process. A member is a file named as Keycloak's option ``db`` names a database.

A journal knows rows as JSON text under a realm's id, a table's name and a key; its
methods block and are called by one thread at a time. What it cannot do raises ``JournalError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from emulator.core.dataclass import dataclass
from emulator.core.errors import EmulatorError
from emulator.core.registry import Folder


class JournalError(EmulatorError):
    """State could not be read or written: a full disk, a connection that is lost, a file that is somebody else's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(Exception):
    """A row that was to be written has been changed by another emulator since it was last looked at; nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it came to be: ``body`` is JSON, None for one that is gone.

    ``version`` says which write made it. In a write it is the version that is replaced, 0 where no row is thought to be.
    """

    realm: str
    table: str
    key: str
    body: str | None
    version: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What was written since somebody's last look: the changes in the order of their rows, and the version to look from next.

    ``whole`` says that these are all rows that there are, since what is gone was forgotten meanwhile.
    """

    changes: Sequence[Change]
    version: int
    whole: bool = False


class Journal(Protocol):
    """What every journal does. ``shared`` says whether other emulators write to it too."""

    shared: bool

    def news(self, version: int) -> News:
        """What was written after ``version``; everything from 0."""

    def write(self, changes: Sequence[Change], dropped: Iterable[str] = ()) -> int:
        """Writes all or nothing, and returns the version of it; ``dropped`` are ids of realms all of whose rows go.

        Raises Conflict when a row is of another version than its change says.
        """

    def close(self) -> None:
        """Lets go of file or connection."""


@dataclass(frozen=True, slots=True)
class JournalKind:
    """A kind of database. ``open`` takes the place that the settings name: a file, or the URL of a server. Raises JournalError."""

    name: str
    open: Callable[[str], Journal]


JOURNAL_KINDS = Folder(__name__, JournalKind)
