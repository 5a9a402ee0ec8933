"""9.0.0: the new account console and its roles."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find
from emulator.realm.role_book import include

_ACCOUNT, _CONSOLE = "account", "account-console"
_ROLES = ("view-applications", "view-consent", "manage-consent")


def migrate(realm: Document, material: Material) -> None:
    """Adds the account console, its roles, PKCE for both consoles, and ``update_user_locale``.

    Keycloak stops at the first role that is there already, as in a realm whose ``account`` came from the import itself.
    """
    if _find.client(realm, _CONSOLE) is None:
        _add_console(realm, material)
    for name in _ROLES:
        if _find.role(realm, _ACCOUNT, name) is not None:
            return
        role = _find.add_role(realm, _ACCOUNT, name, material)
        if name == "manage-consent":
            include(role, "view-consent", _ACCOUNT)
    for client_id in ("security-admin-console", _CONSOLE):
        client = _find.client(realm, client_id)
        if client is not None:
            _find.set_attribute(client, "pkce.code.challenge.method", "S256")
    _find.add_action(realm, "update_user_locale", material)


def _add_console(realm: Document, material: Material) -> None:
    console = next(client for client in material.fresh["clients"] if client["clientId"] == _CONSOLE)
    protocols = {scope["name"]: scope.get("protocol") for scope in realm["clientScopes"]}
    for kind in ("default", "optional"):
        names = realm[f"default{kind.capitalize()}ClientScopes"]
        console[f"{kind}ClientScopes"] = [name for name in names if protocols.get(name) == console["protocol"]]
    for name in ("pkce.code.challenge.method", "post.logout.redirect.uris"):
        _find.set_attribute(console, name, None)
    realm["clients"].append(console)
    if _find.role(realm, _ACCOUNT, "manage-account") is not None:
        _find.add_to_scope(realm, _CONSOLE, _ACCOUNT, "manage-account")


MIGRATION = Migration("9.0.0", migrate)
