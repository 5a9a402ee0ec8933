"""24.0.3: deleting a credential is a required action."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Adds ``delete_credential``."""
    _find.add_action(realm, "delete_credential", material)


MIGRATION = Migration("24.0.3", migrate)
