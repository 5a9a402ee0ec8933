"""The emulator without a server: opened from where its realms are kept, and realms imported into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.configuration.settings import Settings
from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.core.log import DIRECTORY_IMPORT, INFO, SERVICES, Log
from emulator.keys.vault import Vault
from emulator.world.emulator import Emulator

if TYPE_CHECKING:
    from emulator.web.commits import Commits

MEMORY = "dev-mem"
IMPORTS = "org.keycloak.exportimport.util.ImportUtils"


@dataclass(slots=True)
class Opened:
    """An emulator, and what writes its state to a journal: None for memory alone."""

    emulator: Emulator
    commits: Commits | None = None

    def change(self, work: Callable[[], None]) -> None:
        """Does ``work`` on the realms as they are, and keeps what it changed where the store lasts.

        Raises what ``work`` raises, and JournalError.
        """
        if self.commits is None:
            work()
        else:
            self.commits.start(work)

    def close(self) -> None:
        """Lets go of the store."""
        if self.commits is not None:
            self.commits.close()


def open_emulator(settings: Settings, vault: Vault | None = None) -> Opened:
    """The emulator with the realms that its store has: none where they live in memory. Raises JournalError."""
    emulator = Emulator(settings, vault=vault)
    if not lasts(settings):
        return Opened(emulator)
    from emulator.state.journals import JOURNAL_KINDS
    from emulator.web.commits import Commits

    database = settings.database
    kind = JOURNAL_KINDS.get(database.kind)
    if kind is None:
        raise LookupError(f"there is no journal called {database.kind}")
    opened = Opened(emulator, Commits(emulator, kind.open(database.place)))
    opened.change(lambda: None)
    return opened


def lasts(settings: Settings) -> bool:
    """Whether the store outlives the process."""
    return settings.database.kind != MEMORY


def add_administrator(emulator: Emulator, kind: str, name: str, secret: str) -> None:
    """A temporary administrator of ``master``: a ``user`` with a password or a ``service`` with a secret. Raises AdminError."""
    from emulator.world import temporary_admin

    if "master" not in emulator.store.realms:
        emulator.add_master()
    tables = emulator.store.realm("master")
    if tables is None:
        raise AdminError(404, {"error": "Realm not found."})
    add = temporary_admin.add_user if kind == "user" else temporary_admin.add_service
    add(emulator, tables, name, secret)
    emulator.store.log.settle()


def add_master(emulator: Emulator, log: Log) -> None:
    """Makes ``master`` and its first administrator where they are missing."""
    if "master" in emulator.store.realms:
        return
    log.say("KC-SERVICES0050: Initializing master realm", INFO, SERVICES)
    emulator.add_master()
    _tell_administrators(emulator.settings, log)


def add_administrators(emulator: Emulator, log: Log) -> None:
    """Makes the first administrator of a ``master`` that was imported."""
    from emulator.world import temporary_admin

    tables = emulator.store.realm("master")
    if tables is not None:
        temporary_admin.add_first(emulator, tables)
        emulator.store.log.settle()
        _tell_administrators(emulator.settings, log)


def _tell_administrators(settings: Settings, log: Log) -> None:
    log.say(f"KC-SERVICES0077: Created temporary admin user with username {settings.admin_username}", INFO, SERVICES)
    if settings.admin_client_secret:
        log.say(f"KC-SERVICES0078: Created temporary admin service account with client id {settings.admin_client_id}", INFO, SERVICES)


def import_realms(
    emulator: Emulator,
    documents: Iterable[ReadDocument],
    log: Log,
    override: bool = False,
    parts: Mapping[str, Sequence[Path]] | None = None,
) -> None:
    """Imports realms; one that is there already is skipped or, with ``override``, replaced. Raises AdminError.

    The documents are not whole afterwards: of a large realm there is no room for both. ``parts`` are the files that a realm's users
    came from, to be told.
    """
    store = emulator.store
    for document in documents:
        name = document["realm"]
        if name in store.realms and not override:
            log.say(f"Realm '{name}' already exists. Import skipped", INFO, IMPORTS)
            continue
        if name in store.realms:
            from emulator.state import master

            log.say(f"Realm '{name}' already exists. Removing it before import", INFO, IMPORTS)
            master.remove_realm_client(store, name)
            store.realms.delete(name)
        emulator.add_realm(document, last_use=True)
        for path in (parts or {}).get(name, ()):
            log.say(f"Imported users from {path.absolute()}", INFO, DIRECTORY_IMPORT)
        log.say(f"Realm '{name}' imported", INFO, IMPORTS)
    store.log.settle()
