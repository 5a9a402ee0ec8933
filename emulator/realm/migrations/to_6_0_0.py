"""6.0.0: Eclipse MicroProfile JWT."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _scopes

_NAME = "microprofile-jwt"


def migrate(realm: Document, material: Material) -> None:
    """Adds the client scope ``microprofile-jwt``, optional for all clients."""
    _scopes.add(realm, _NAME, material)
    for client in filter(_scopes.logs_in, realm["clients"]):
        _scopes.give(client, _NAME, "optionalClientScopes")


MIGRATION = Migration("6.0.0", migrate)
