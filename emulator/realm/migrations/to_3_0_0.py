"""3.0.0: accounts are linked to identity providers by their owners."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find
from emulator.realm.role_book import include

_ACCOUNT, _LINKS = "account", "manage-account-links"


def migrate(realm: Document, material: Material) -> None:
    """Adds the role ``manage-account-links``, which ``manage-account`` includes."""
    if _find.client(realm, _ACCOUNT) is None:
        return
    if _find.role(realm, _ACCOUNT, _LINKS) is None:
        _find.add_role(realm, _ACCOUNT, _LINKS, material, described=False)
    manage = _find.role(realm, _ACCOUNT, "manage-account")
    if manage is not None:
        include(manage, _LINKS, _ACCOUNT)


MIGRATION = Migration("3.0.0", migrate)
