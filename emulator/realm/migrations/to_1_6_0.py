"""1.6.0: offline sessions."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """Sets the usual idle time of offline sessions; the role and the locale mapper are there after an import."""
    realm["offlineSessionIdleTimeout"] = material.fresh["offlineSessionIdleTimeout"]


MIGRATION = Migration("1.6.0", migrate)
