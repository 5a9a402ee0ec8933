"""18.0.0: the level of authentication comes into tokens by a client scope."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _scopes

_NAME = "acr"


def migrate(realm: Document, material: Material) -> None:
    """Adds the client scope ``acr`` and gives it to all clients; one that is there stays as it is."""
    if _scopes.add(realm, _NAME, material):
        _scopes.give_all(realm, _NAME)


MIGRATION = Migration("18.0.0", migrate)
