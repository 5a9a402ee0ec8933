"""User federation as realms had it before there were components (Keycloak 1 and 2): providers and mappers in lists of their own.

What Keycloak's import makes of them, as observed: providers of LDAP and Kerberos become components, others are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.ids import Ids
from emulator.realm import ldap

_CONVERTED = ("ldap", "kerberos")
_NUMBERS = ("priority", "fullSyncPeriod", "changedSyncPeriod")


def components(realm: Mapping[str, Any], ids: Ids) -> dict[str, list[Document]]:
    """The components of a realm's file by provider type, with those that its old members stand for."""
    own: dict[str, list[Document]] = {kind: list(members) for kind, members in (realm.get("components") or {}).items()}
    old = _converted(realm)
    if not old:
        return own
    mappers = list(realm.get("userFederationMappers") or ())
    own[ldap.STORAGE] = [*own.get(ldap.STORAGE, ()), *(_provider(provider, mappers, ids) for provider in old)]
    return own


def created(realm: Mapping[str, Any], ids: Ids) -> list[Document]:
    """Of those that old members stand for, the ones that Keycloak takes for new, since they bring no mappers."""
    names = {mapper.get("federationProviderDisplayName") for mapper in realm.get("userFederationMappers") or ()}
    old = _converted(realm)
    return [{**_provider(provider, (), ids), "providerType": ldap.STORAGE} for provider in old if provider.get("displayName") not in names]


def _converted(realm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [provider for provider in realm.get("userFederationProviders") or () if provider.get("providerName") in _CONVERTED]


def _provider(old: Mapping[str, Any], mappers: Iterable[Mapping[str, Any]], ids: Ids) -> Document:
    name = old.get("displayName")
    component = {
        "id": old.get("id") or ids.component(),
        "name": name,
        "providerId": old["providerName"],
        "config": {**{key: [str(old.get(key) or 0)] for key in _NUMBERS}, **_texts(old.get("config"))},
    }
    brought = [_mapper(mapper) for mapper in mappers if mapper.get("federationProviderDisplayName") == name]
    if not brought and component["providerId"] == "ldap":
        component["config"] = ldap.with_principal(component["config"])
        brought = ldap.mappers(component, ids.uuid)
    return {**component, "subComponents": {ldap.MAPPER: brought} if brought else {}}


def _mapper(old: Mapping[str, Any]) -> Document:
    return {
        "id": old.get("id"),
        "name": old.get("name"),
        "providerId": old.get("federationMapperType"),
        "config": _texts(old.get("config")),
    }


def _texts(config: Mapping[str, Any] | None) -> dict[str, list[str]]:
    return {key: [value] for key, value in (config or {}).items() if value is not None}
