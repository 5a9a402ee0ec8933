"""3.4.1: a stricter content security policy."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find

_OLD, _NEW = "frame-src 'self'", "frame-src 'self'; frame-ancestors 'self'; object-src 'none';"


def migrate(realm: Document, material: Material) -> None:
    """Replaces what was usual before."""
    _find.set_headers(realm, **{name: _NEW for name, value in realm["browserSecurityHeaders"].items() if value == _OLD})


MIGRATION = Migration("3.4.1", migrate)
