"""26.1.0: claims about service accounts come into tokens by a client scope."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _scopes


def migrate(realm: Document, material: Material) -> None:
    """Adds the client scope ``service_account``, which clients get with their service accounts."""
    _scopes.add(realm, "service_account", material)


MIGRATION = Migration("26.1.0", migrate)
