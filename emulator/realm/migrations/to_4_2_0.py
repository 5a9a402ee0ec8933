"""4.2.0: required actions have an order."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """Orders the required actions by their names: 10, 20, 30 …; one without a name stops it, as it does in Keycloak."""
    actions = realm["requiredActions"]
    if any(action.get("name") is None for action in actions):
        return
    for number, action in enumerate(sorted(actions, key=lambda one: str(one["name"])), 1):
        action["priority"] = 10 * number


MIGRATION = Migration("4.2.0", migrate)
