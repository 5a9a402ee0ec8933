"""The client that Keycloak has in a realm for what belongs to no other."""

from __future__ import annotations

from emulator.context import Context
from emulator.realm import clients
from emulator.realm.views import Client

CLIENT_ID = "_system"
_ABSENT = ("secret", "clientAuthenticatorType", "protocol")


def system_client(context: Context) -> Client:
    """The realm's client ``_system``, made when it is first needed; all of it as observed."""
    tables = context.tables
    there = tables.client(CLIENT_ID)
    if there is not None:
        return there
    attributes = {"realm_client": "false"}
    representation = {
        "clientId": CLIENT_ID, "name": CLIENT_ID, "fullScopeAllowed": False, "nodeReRegistrationTimeout": 0, "attributes": attributes,
        "defaultClientScopes": [], "optionalClientScopes": [],
    }  # fmt: skip
    stored = clients.client(representation, {**tables.document, "clientScopes": []}, context.ids)
    system = {name: value for name, value in stored.items() if name not in _ABSENT} | {"attributes": attributes}
    tables.clients.put(system["id"], system)
    return Client(system)
