"""3.4.2: the administrators' clients have no roles in their scope."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Takes the full scope and all scope mappings away from ``admin-cli`` and ``security-admin-console``."""
    for client_id in ("admin-cli", "security-admin-console"):
        client = _find.client(realm, client_id)
        if client is None:
            return
        client["fullScopeAllowed"] = False
        _find.drop_scope_mappings(realm, client_id)


MIGRATION = Migration("3.4.2", migrate)
