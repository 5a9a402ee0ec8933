"""4.6.0: roles and web origins come into tokens by client scopes."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _scopes


def migrate(realm: Document, material: Material) -> None:
    """Adds the client scopes ``roles`` and ``web-origins``, and gives them to all clients."""
    for name in ("roles", "web-origins"):
        _scopes.add(realm, name, material)
        for client in filter(_scopes.logs_in, realm["clients"]):
            _scopes.give(client, name, "defaultClientScopes")


MIGRATION = Migration("4.6.0", migrate)
