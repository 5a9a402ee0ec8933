"""3.1.0: more security headers."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Sets ``X-Robots-Tag`` and ``X-XSS-Protection``, which stays at an import though 26.2.0 wants to take it away, as observed."""
    _find.set_headers(realm, xRobotsTag="none", xXSSProtection="1; mode=block")


MIGRATION = Migration("3.1.0", migrate)
