"""26.2.0: browsers have no protection against XSS of their own any more."""

from emulator.realm.migrations import Document, Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """Takes the header ``X-XSS-Protection`` away."""
    headers = realm["browserSecurityHeaders"]
    realm["browserSecurityHeaders"] = {name: value for name, value in headers.items() if name != "xXSSProtection"}


MIGRATION = Migration("26.2.0", migrate)
