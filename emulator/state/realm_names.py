"""A realm gets another name: what has the old one in it follows, in the realm and in ``master``."""

from __future__ import annotations

from emulator.state import master
from emulator.state.store import RealmTables, Store

_PATHS = {
    "account": "/realms/{}/account/", "account-console": "/realms/{}/account/", "security-admin-console": "/admin/{}/console/",
}  # fmt: skip
"""Where the consoles of a realm are."""


def rename(store: Store, tables: RealmTables, old: str, new: str) -> None:
    """Puts a realm, whose document has the new name already, where that name is looked up."""
    store.realms.delete(old)
    store.realms.put(new, tables)
    for client_id, path in _PATHS.items():
        client = tables.client(client_id)
        if client is not None:
            place = path.format(new)
            uris = [f"{place}*"] if client.redirect_uris else []
            tables.clients.put(client.id, {**client.document, "baseUrl": place, "redirectUris": uris})
    home = store.realm(master.MASTER)
    client = home.client(master.client_id(old)) if home is not None else None
    if home is not None and client is not None:
        home.clients.put(client.id, {**client.document, "clientId": master.client_id(new)})
