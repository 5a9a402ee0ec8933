"""What the realm ``master`` knows of every other realm: the client ``<realm>-realm``, whose roles ``admin`` includes."""

from __future__ import annotations

from emulator.core.asking import AtOnce
from emulator.core.ids import Ids
from emulator.realm import complete
from emulator.state import roles
from emulator.state.store import RealmTables, Store

MASTER = "master"
CLIENT_SUFFIX = "-realm"


def client_id(realm: str) -> str:
    """``clientId`` of the client that stands for a realm in ``master``."""
    return f"{realm}{CLIENT_SUFFIX}"


def add_realm_client(store: Store, tables: RealmTables, ids: Ids) -> None:
    """Adds the realm's client to ``master``, if there is one."""
    master = store.realm(MASTER)
    if master is None or master is tables:
        return
    client, members = complete.realm_client(tables.realm.name, ids)
    master.clients.put(client["id"], client)
    for role in members:
        own = {k: v for k, v in role.items() if k not in ("composites", "composite")}
        master.roles.put(role["id"], {**own, "containerId": client["id"]})
    by_name = {role["name"]: role["id"] for role in members}
    for role in members:
        inner = ((role.get("composites") or {}).get("client") or {}).get(client["clientId"])
        if inner:
            roles.add(master, role["id"], [by_name[name] for name in inner])
    admin = master.realm_role("admin")
    if admin is not None:
        roles.add(master, admin.id, by_name.values())


def remove_realm_client(store: Store, realm: str) -> None:
    """Removes a deleted realm's client and its roles from ``master``."""
    master = store.realm(MASTER)
    client = master.client(client_id(realm)) if master is not None else None
    if master is None or client is None:
        return
    for document in master.roles.many("container", client.id):
        role = master.role(document["id"])
        if role is not None:
            roles.delete(master, role, AtOnce())
    master.clients.delete(client.id)
