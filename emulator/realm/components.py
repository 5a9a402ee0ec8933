"""Components, as an import leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.core.documents import Document
from emulator.core.ids import Ids
from emulator.realm import ldap
from emulator.realm.gates import component as gate
from emulator.realm.gates import lengths
from emulator.realm.gates.ldap_mapper import Directory
from emulator.realm.gates.user_storage import first
from emulator.realm.refusal import broken, duplicate, invalid, unforeseen, unreadable


def old_keys(realm: Mapping[str, Any], defaults: Mapping[str, list[Document]], ids: Ids) -> dict[str, list[Document]]:
    """The default components, with the one private key that realms of old versions had in the place of the keys that are generated."""
    key = realm.get("privateKey")
    if key is None:
        return dict(defaults)
    config = {"priority": ["100"], "privateKey": [key]} | ({"certificate": [realm["certificate"]]} if realm.get("certificate") else {})
    own = [
        {"id": ids.uuid(), "name": name, "providerId": name, "subComponents": {}, "config": {**config, "keyUse": [use]}}
        for name, use in (("rsa", "sig"), ("rsa-enc", "enc"))
    ]
    others = [component for component in defaults[gate.KEY_PROVIDER] if not component["providerId"].startswith("rsa")]
    return {**defaults, gate.KEY_PROVIDER: [*own, *others]}


def components(given: Mapping[str, Any], defaults: Mapping[str, list[Document]], ids: Ids, around: Directory) -> dict[str, list[Document]]:
    """Components by provider type; the default ones of a type stay when none of it is given. ``around`` is what mappers may refer to."""
    found = dict(defaults)
    taken: set[str] = set()
    for provider_type, members in given.items():
        made = [_component(provider_type, member, taken, ids, around) for member in members]
        if made:
            found[provider_type] = made
    return found


def _component(provider_type: str, source: Mapping[str, Any], taken: set[str], ids: Ids, around: Directory) -> Document:
    for fault in gate.type_faults(provider_type, source.get("providerId")):
        raise broken(fault.message)
    component = {key: value for key, value in source.items() if value is not None and key not in ("providerType", "parentId")}
    of_ldap = ldap.is_ldap({**source, "providerType": provider_type})
    component["id"] = component.get("id") or (ids.component() if of_ldap else ids.uuid())
    if component["id"] in taken:
        raise duplicate(f"two components have the id {component['id']}")
    taken.add(component["id"])
    if any(not isinstance(values, list) for values in (component.get("config") or {}).values() if values is not None):
        raise unreadable("a component's config has lists of texts")
    for fault in gate.null_faults(provider_type, source):
        raise unforeseen(fault)
    for fault in gate.key_faults(source) if provider_type == gate.KEY_PROVIDER else ():
        raise unforeseen(fault)
    component["config"] = gate.config(component.get("config"))
    if provider_type != gate.USER_PROFILE:  # Old ones come in pieces, which a migration joins.
        component["config"] = gate.known(provider_type, component.get("providerId"), component["config"])
    _admit(provider_type, component, around)
    below = replace(around, mode=first(component["config"], "editMode"))
    component["subComponents"] = {
        kind: [_component(kind, inner, taken, ids, below) for inner in members]
        for kind, members in (component.get("subComponents") or {}).items()
    }
    return component


def _admit(provider_type: str, component: Document, around: Directory) -> None:
    for fault in gate.faults(provider_type, component, around):
        raise invalid("Database operation failed") if fault.key == lengths.TOO_LONG else broken(fault.message)
    if provider_type == gate.USER_PROFILE:
        for fault in gate.profile_faults(component["config"]):
            raise unforeseen(fault)
