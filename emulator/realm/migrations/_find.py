"""Members of a completed realm by their names, and what is added to them."""

from __future__ import annotations

from typing import Any

from emulator.core.documents import Document
from emulator.realm.migrations import Material


def client(realm: Document, client_id: str) -> Document | None:
    """The client of this id."""
    return next((one for one in realm["clients"] if one["clientId"] == client_id), None)


def role(realm: Document, client_id: str, name: str) -> Document | None:
    """The client's role."""
    return next((one for one in realm["roles"]["client"].get(client_id) or () if one.get("name") == name), None)


def add_role(realm: Document, client_id: str, name: str, material: Material, described: bool = True) -> Document:
    """Adds a role to a client that has none of this name."""
    owner = client(realm, client_id)
    added: Document = {
        "id": material.ids.uuid(), "name": name, "composite": False, "clientRole": True,
        "containerId": owner["id"] if owner else "", "attributes": {},
    }  # fmt: skip
    if described:
        added["description"] = f"${{role_{name}}}"
    realm["roles"]["client"].setdefault(client_id, []).append(added)
    return added


def add_action(realm: Document, alias: str, material: Material) -> None:
    """Adds a required action as a fresh realm has it, unless there is one of that alias."""
    actions = realm["requiredActions"]
    if all(action.get("alias") != alias for action in actions):
        actions.append(next(action for action in material.fresh["requiredActions"] if action["alias"] == alias))


def set_headers(realm: Document, **headers: str) -> None:
    """Sets browser security headers."""
    realm["browserSecurityHeaders"] = {**realm["browserSecurityHeaders"], **headers}


def set_attribute(member: Document, name: str, value: Any) -> None:
    """Sets an attribute; None removes it."""
    attributes = {**(member.get("attributes") or {}), name: value}
    member["attributes"] = {key: held for key, held in attributes.items() if held is not None}


def add_to_scope(realm: Document, client_id: str, owner: str, name: str) -> None:
    """Puts the role ``name`` of the client ``owner`` into a client's scope."""
    members = realm.setdefault("clientScopeMappings", {}).setdefault(owner, [])
    mapping = next((one for one in members if one.get("client") == client_id), None)
    if mapping is None:
        mapping = {"client": client_id, "roles": []}
        members.append(mapping)
    if name not in mapping["roles"]:
        mapping["roles"] = [*mapping["roles"], name]


def drop_scope_mappings(realm: Document, client_id: str) -> None:
    """Takes all roles out of a client's scope."""
    if "scopeMappings" in realm:
        realm["scopeMappings"] = [one for one in realm["scopeMappings"] if one.get("client") != client_id]
    for owner, members in (realm.get("clientScopeMappings") or {}).items():
        realm["clientScopeMappings"][owner] = [one for one in members if one.get("client") != client_id]
