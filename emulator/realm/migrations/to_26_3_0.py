"""26.3.0: linking an identity provider is a required action."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Adds ``idp_link``."""
    _find.add_action(realm, "idp_link", material)


MIGRATION = Migration("26.3.0", migrate)
