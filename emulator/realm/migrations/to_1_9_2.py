"""1.9.2: browsers are told not to guess types."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Sets the header ``X-Content-Type-Options``."""
    _find.set_headers(realm, xContentTypeOptions="nosniff")


MIGRATION = Migration("1.9.2", migrate)
