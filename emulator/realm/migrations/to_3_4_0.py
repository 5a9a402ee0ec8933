"""3.4.0: a key to encrypt what only the realm reads, and HTTPS for good."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find, _keys


def migrate(realm: Document, material: Material) -> None:
    """Adds ``aes-generated``, and sets ``Strict-Transport-Security``."""
    _keys.add(realm, "aes-generated", None, material)
    _find.set_headers(realm, strictTransportSecurity="max-age=31536000; includeSubDomains")


MIGRATION = Migration("3.4.0", migrate)
