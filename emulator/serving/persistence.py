"""From settings to the journal in which an emulator's state outlives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.web.commits import Commits
    from emulator.world.emulator import Emulator

MEMORY = "dev-mem"


def open_commits(emulator: Emulator) -> Commits | None:
    """What writes the emulator's state where its settings say; None for memory alone. Raises JournalError."""
    database = emulator.settings.database
    if database.kind == MEMORY:
        return None
    from emulator.web.commits import Commits

    module = Folder("emulator.state.journals").get(database.kind)
    if module is None:
        raise LookupError(f"there is no journal called {database.kind}")
    return Commits(emulator, module.open_journal(database.place))
