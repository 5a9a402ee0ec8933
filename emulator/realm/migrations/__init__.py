"""What newer versions of Keycloak changed, done to a realm whose file is from an older one.

A file a version. Like ``MigrateToX.migrateImport`` in Keycloak they run in ascending order at the end of an import, on the realm
that it made: what the import itself adds (built-in flows, admin roles, consoles) is there already, and most of them look for what is
missing. A file that names no version is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.core.registry import Folder
from emulator.realm.defaults import instantiate
from emulator.realm.migrations._version import Version


@dataclass(frozen=True, slots=True)
class Material:
    """What a migration adds is taken from here: a fresh realm of the same name, and new ids."""

    fresh: Mapping[str, Any]
    ids: Ids


@dataclass(frozen=True, slots=True)
class Migration:
    """What a version changed: ``migrate`` does it to a completed realm, in place."""

    version: str
    migrate: Callable[[Document, Material], None]

    @property
    def name(self) -> str:
        """The file's name: ``to_24_0_3``."""
        return f"to_{self.version.replace('.', '_')}"


MIGRATIONS = Folder("emulator.realm.migrations", Migration)


def newer_than(version: Version) -> Iterator[Migration]:
    """The migrations that a realm of this version lacks, oldest first."""
    for name in sorted(MIGRATIONS.names(), key=_version):
        if version.before(_version(name)):
            migration = MIGRATIONS.get(name)
            if migration is not None:
                yield migration


def is_older(stored: object, release: tuple[int, int, int]) -> bool:
    """Whether a file names a version before a release; not if it names none that can be read."""
    try:
        return isinstance(stored, str) and Version.read(stored).before(release)
    except AdminError:
        return False


def _version(name: str) -> tuple[int, int, int]:
    major, minor, micro = (int(part) for part in name.removeprefix("to_").split("_"))
    return major, minor, micro


def make_new(realm: Document, stored: str | None, ids: Ids) -> None:
    """Brings a completed realm from the version that its file names up to date, in place; without a version nothing is done.

    Raises AdminError (400) for a version that Keycloak's import fails at.
    """
    if stored is None:
        return
    material: Material | None = None
    for migration in newer_than(Version.read(stored)):
        material = material or Material(instantiate("realm", realm["realm"], ids), ids)
        migration.migrate(realm, material)
