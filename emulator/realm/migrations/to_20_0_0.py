"""20.0.0: users see their groups."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find

_ACCOUNT, _GROUPS = "account", "view-groups"


def migrate(realm: Document, material: Material) -> None:
    """Adds the role ``view-groups`` to ``account``, in the scope of ``account-console``."""
    if _find.client(realm, _ACCOUNT) is None or _find.role(realm, _ACCOUNT, _GROUPS) is not None:
        return
    _find.add_role(realm, _ACCOUNT, _GROUPS, material)
    if _find.client(realm, "account-console") is not None:
        _find.add_to_scope(realm, "account-console", _ACCOUNT, _GROUPS)


MIGRATION = Migration("20.0.0", migrate)
