"""Files that adapters of applications are configured with, one module each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder
from emulator.realm.views import Client
from emulator.state.store import RealmTables


@dataclass(frozen=True, slots=True)
class Installation:
    """A file: ``write(tables, client, base)`` makes its text, for a server that is reached at ``base`` (no trailing slash)."""

    name: str
    write: Callable[[RealmTables, Client, str], str]


INSTALLATIONS = Folder(__name__, Installation)
