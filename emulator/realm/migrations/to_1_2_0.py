"""1.2.0: the clients that Keycloak makes have names."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Names ``account``, ``security-admin-console`` and ``realm-management`` where they have no name."""
    for client_id in ("account", "security-admin-console", "realm-management"):
        client = _find.client(realm, client_id)
        if client is not None and client.get("name") is None:
            client["name"] = f"${{client_{client_id}}}"


MIGRATION = Migration("1.2.0", migrate)
