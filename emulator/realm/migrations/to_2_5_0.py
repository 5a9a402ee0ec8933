"""2.5.0: a secret to sign what only the realm reads."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _keys


def migrate(realm: Document, material: Material) -> None:
    """Adds ``hmac-generated-hs512``."""
    _keys.add(realm, "hmac-generated", "HS512", material)


MIGRATION = Migration("2.5.0", migrate)
