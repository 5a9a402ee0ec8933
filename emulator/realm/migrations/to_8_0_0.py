"""8.0.0: the consoles are found without a fixed context path."""

from urllib.parse import quote

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find


def migrate(realm: Document, material: Material) -> None:
    """Sets the URLs of ``security-admin-console`` and ``account``."""
    name = quote(realm["realm"], safe="")
    console = _find.client(realm, "security-admin-console")
    if console is not None:
        base = f"/admin/{name}/console/"
        console |= {"rootUrl": "${authAdminUrl}", "baseUrl": base, "redirectUris": [f"{base}*"], "webOrigins": ["+"]}
    account = _find.client(realm, "account")
    if account is not None:
        base = f"/realms/{name}/account/"
        account |= {"rootUrl": "${authBaseUrl}", "baseUrl": base, "redirectUris": [f"{base}*"]}


MIGRATION = Migration("8.0.0", migrate)
