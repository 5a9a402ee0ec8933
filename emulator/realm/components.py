"""Components, as an import leaves them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm.refusal import broken, duplicate, unreadable

Document = dict[str, Any]

KEY_PROVIDER = "org.keycloak.keys.KeyProvider"
_USER_PROFILE = "org.keycloak.userprofile.UserProfileProvider"
_KEY_PROVIDERS = frozenset({
    "rsa", "rsa-enc", "rsa-generated", "rsa-enc-generated", "java-keystore", "hmac-generated", "aes-generated",
    "ecdsa", "ecdsa-generated", "ecdh", "ecdh-generated", "eddsa", "eddsa-generated",
})  # fmt: skip
_KEY_SIZES = ("1024", "2048", "3072", "4096")
PROVIDER_TYPES = frozenset({
    KEY_PROVIDER,
    "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy",
    "org.keycloak.storage.UserStorageProvider",
    "org.keycloak.storage.ldap.mappers.LDAPStorageMapper",
    _USER_PROFILE,
})  # fmt: skip


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
    others = [one for one in defaults[KEY_PROVIDER] if not one["providerId"].startswith("rsa")]
    return {**defaults, KEY_PROVIDER: [*own, *others]}


def components(given: Mapping[str, Any], defaults: Mapping[str, list[Document]], ids: Ids) -> dict[str, list[Document]]:
    """Components by provider type; the default ones of a type stay when none of it is given."""
    found = dict(defaults)
    taken: set[str] = set()
    for provider_type, members in given.items():
        made = [_component(provider_type, member, taken, ids) for member in members]
        if made:
            found[provider_type] = made
    return found


def _component(provider_type: str, given: Mapping[str, Any], taken: set[str], ids: Ids) -> Document:
    if provider_type not in PROVIDER_TYPES:
        raise broken(f"Invalid provider type '{provider_type}'")
    found = {key: value for key, value in given.items() if value is not None and key not in ("providerType", "parentId")}
    found["id"] = found.get("id") or ids.uuid()
    if found["id"] in taken:
        raise duplicate(f"two components have the id {found['id']}")
    taken.add(found["id"])
    config = found.get("config") or {}
    if any(not isinstance(values, list) for values in config.values()):
        raise unreadable("a component's config has lists of texts")
    found["config"] = {key: [str(value) for value in values] for key, values in config.items() if values}
    if provider_type == _USER_PROFILE:
        _check_user_profile(found["config"])
    if provider_type == KEY_PROVIDER:
        _check_key_provider(found)
    found["subComponents"] = {
        kind: [_component(kind, inner, taken, ids) for inner in members] for kind, members in (found.get("subComponents") or {}).items()
    }
    return found


def _check_user_profile(config: Mapping[str, list[str]]) -> None:
    try:
        json.loads("".join(config.get("kc.user.profile.config") or ["{}"]))
    except ValueError as error:
        body = {"error": "invalid_request", "error_description": "Cannot parse the JSON"}
        raise AdminError(500, body, f"the user profile is not JSON: {error}") from error


def _check_key_provider(component: Mapping[str, Any]) -> None:
    if component.get("providerId") not in _KEY_PROVIDERS:
        raise broken(f"Invalid provider type '{component.get('providerId')}'")
    config = component["config"]
    if not config.get("priority", ["0"])[0].lstrip("-").isdigit():
        raise broken("''{0}'' should be a number")
    if "rsa" in component["providerId"] and config.get("keySize", ["2048"])[0] not in _KEY_SIZES:
        raise broken("''{0}'' should be {1}")
