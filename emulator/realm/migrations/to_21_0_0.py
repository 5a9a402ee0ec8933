"""21.0.0: one theme for the admin console."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """Replaces the old admin themes."""
    if realm.get("adminTheme") in ("keycloak", "rh-sso"):
        realm["adminTheme"] = "keycloak.v2"


MIGRATION = Migration("21.0.0", migrate)
