"""26.0.0: administrators get small access tokens."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Gives ``security-admin-console`` and ``admin-cli`` the full scope and lightweight access tokens."""
    for client_id in ("security-admin-console", "admin-cli"):
        client = _find.client(realm, client_id)
        if client is not None:
            client["fullScopeAllowed"] = True
            _find.set_attribute(client, "client.use.lightweight.access.token.enabled", "true")


MIGRATION = Migration("26.0.0", migrate)
