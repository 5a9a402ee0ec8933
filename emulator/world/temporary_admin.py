"""The temporary administrators of ``master`` that Keycloak makes at its first start or, later, with ``bootstrap-admin``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.core.errors import AdminError
from emulator.state import roles
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.world.emulator import Emulator

_ATTRIBUTE = "is_temporary_admin"


def add_first(emulator: Emulator, tables: RealmTables) -> None:
    """Those that the settings name; one whose name an imported ``master`` has already is not made."""
    settings = emulator.settings
    if tables.users.one("username", settings.admin_username.lower()) is None:
        add_user(emulator, tables, settings.admin_username, settings.admin_password)
    if settings.admin_client_secret and tables.client(settings.admin_client_id) is None:
        add_service(emulator, tables, settings.admin_client_id, settings.admin_client_secret)


def add_user(emulator: Emulator, tables: RealmTables, username: str, password: str) -> None:
    """A user with the role ``admin``. Raises AdminError for a name that is taken."""
    name = username.lower()
    if tables.users.one("username", name) is not None:
        raise AdminError(409, {"errorMessage": "user with username exists"})
    user: dict[str, Any] = {
        "id": emulator.ids.uuid(),
        "username": name,
        "enabled": True,
        "emailVerified": False,
        "createdTimestamp": emulator.clock.millis(),
        "totp": False,
        "attributes": {_ATTRIBUTE: ["true"]},
        "credentials": [emulator.passwords.credential(password, "", emulator.clock.millis())],
        "disableableCredentialTypes": [],
        "requiredActions": [],
        "notBefore": 0,
    }
    tables.users.put(user["id"], user)
    _make_admin(tables, user["id"])


def add_service(emulator: Emulator, tables: RealmTables, client_id: str, secret: str) -> None:
    """A client whose service account has the role ``admin``. Raises AdminError for a name that is taken."""
    from emulator.realm import clients, people

    if tables.client(client_id) is not None:
        raise AdminError(409, {"errorMessage": "client with clientId exists"})
    representation = {
        "clientId": client_id,
        "secret": secret,
        "enabled": True,
        "standardFlowEnabled": False,
        "serviceAccountsEnabled": True,
        "attributes": {_ATTRIBUTE: "true", "client.use.lightweight.access.token.enabled": "true"},
    }
    realm = {**tables.document, "clientScopes": list(tables.client_scopes)}
    client = clients.client(representation, realm, emulator.ids, now=emulator.clock.seconds())
    tables.clients.put(client["id"], client)
    user = people.service_account(client_id, "", emulator.ids)
    user.pop("realmRoles")
    tables.users.put(user["id"], {**user, "createdTimestamp": emulator.clock.millis()})
    _make_admin(tables, user["id"])


def _make_admin(tables: RealmTables, identifier: str) -> None:
    found = [tables.realm_role(name) for name in ("admin", tables.realm.default_role.get("name", ""))]
    roles.add(tables, identifier, [role.id for role in found if role is not None])
