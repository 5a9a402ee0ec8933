"""The gate of components: key providers, user storage, client registration policies, the user profile. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.json_text import read_json
from emulator.realm.gates import Fault, ldap_mapper, lengths, user_storage
from emulator.realm.schema import Walker

MASK = "**********"
KEY_PROVIDER = "org.keycloak.keys.KeyProvider"
REGISTRATION_POLICY = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
USER_PROFILE = "org.keycloak.userprofile.UserProfileProvider"
_STORAGE = "org.keycloak.storage.UserStorageProvider"
_LDAP_MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
_SECRETS = frozenset({
    "privateKey", "secret", "bindCredential", "ecdsaPrivateKey", "ecdhPrivateKey", "eddsaPrivateKey", "keystorePassword",
    "keyPassword",
})  # fmt: skip
_KEY_PROVIDERS = frozenset({
    "rsa", "rsa-enc", "rsa-generated", "rsa-enc-generated", "java-keystore", "hmac-generated", "aes-generated",
    "ecdsa", "ecdsa-generated", "ecdh", "ecdh-generated", "eddsa", "eddsa-generated",
})  # fmt: skip
_KEY_SIZES = ("1024", "2048", "3072", "4096")
_FLAGS = ("enabled", "active")
PROVIDER_TYPES = frozenset({
    KEY_PROVIDER,
    REGISTRATION_POLICY,
    _STORAGE,
    _LDAP_MAPPER,
    USER_PROFILE,
})  # fmt: skip


_SETTINGS: Mapping[str, Mapping[str, frozenset[str]]] = {
    USER_PROFILE: {"declarative-user-profile": frozenset({"kc.user.profile.config"})},
    _STORAGE: user_storage.STORAGES,
    _LDAP_MAPPER: user_storage.LDAP_MAPPERS,
}


def type_faults(provider_type: object, provider_id: object) -> Iterator[Fault]:
    """Kinds of components that are not there."""
    if provider_type not in PROVIDER_TYPES:
        yield Fault(("providerType",), "typeUnknown", f"Invalid provider type '{provider_type}'", (str(provider_type),))
    elif provider_type == _STORAGE and provider_id not in user_storage.STORAGES:
        yield Fault(("providerId",), "providerUnknown", f"there is no user storage '{provider_id}'", (str(provider_id),))
    elif provider_type == _LDAP_MAPPER and provider_id not in user_storage.LDAP_MAPPERS:
        yield Fault(("providerId",), "providerUnknown", f"there is no mapper '{provider_id}' of LDAP", (str(provider_id),))


def faults(provider_type: object, component: ReadDocument, around: ldap_mapper.Directory | None = None) -> list[Fault]:
    """What is wrong with a component of a kind that is there, whoever brings it; ``around`` is what a mapper of LDAP refers to."""
    return [*_faults(provider_type, component, around), *too_long(component)]


def _faults(provider_type: object, component: ReadDocument, around: ldap_mapper.Directory | None) -> Iterator[Fault]:
    config = component.get("config") or {}
    if provider_type == _STORAGE and component.get("providerId") == "ldap":
        yield from user_storage.faults(config)
    if provider_type == _LDAP_MAPPER:
        yield from ldap_mapper.faults(component, around)


def too_long(component: ReadDocument) -> Iterator[Fault]:
    """The texts of a component that are longer than there is room for; at the Admin API this is noticed last."""
    yield from lengths.members(component, ("name", "subType"))
    yield from lengths.members(component, ("id", "parentId"), lengths.IDENTIFIER)
    yield from lengths.keys(component.get("config") or {}, ("config",))


def profile_faults(config: ReadDocument) -> Iterator[Fault]:
    """A user profile that cannot be read."""
    try:
        profile, walker = read_json("".join(config.get("kc.user.profile.config") or ["{}"])), Walker()
    except ValueError as error:
        yield Fault(("config", "kc.user.profile.config"), "profileUnreadable", f"the user profile is not JSON: {error}")
        return
    walker.check(profile, "UPConfig")
    if walker.faults or not isinstance(profile, dict):
        yield Fault(("config", "kc.user.profile.config"), "profileUnreadable", "the user profile is no UPConfig")


def key_faults(component: ReadDocument) -> Iterator[Fault]:
    """What an import refuses in a key provider; what an administrator makes is looked at with its keys."""
    identifier, config = component.get("providerId"), component["config"]
    if identifier not in _KEY_PROVIDERS:
        yield Fault(("providerId",), "providerUnknown", f"Invalid provider type '{identifier}'", (str(identifier),))
        return
    if not (config.get("priority") or ["0"])[0].lstrip("-").isdigit():
        yield Fault(("config", "priority"), "notANumber", "''{0}'' should be a number")
    if "rsa" in str(identifier) and (config.get("keySize") or ["2048"])[0] not in _KEY_SIZES:
        yield Fault(("config", "keySize"), "notAChoice", "''{0}'' should be {1}")
    for name in _FLAGS:
        if (config.get(name) or ["true"])[0].lower() not in ("true", "false"):
            yield Fault(("config", name), "notAFlag", f"'{name}' should be 'true' or 'false'")


def _filled(values: Any) -> list[str]:
    """The texts of a setting that say something."""
    return [str(value) for value in values or () if value not in (None, "")]


def known(provider_type: object, provider: object, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without those that components of the kind have not, where it is known here which they have."""
    providers = _SETTINGS.get(str(provider_type), {})
    kept = providers.get(str(provider))
    return {name: values for name, values in settings.items() if kept is None or name in kept}


def config(given: Mapping[str, Any] | None, current: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """The settings that are kept; what is masked is what was there."""
    kept = {}
    for name, values in (given or {}).items():
        texts = _filled(values)
        if name in _SECRETS and texts == [MASK] and current is not None:
            texts = _filled(current.get(name))
        if texts:
            kept[name] = texts
    return kept


def shown(component: ReadDocument) -> dict[str, Any]:
    """A component as administrators see it: its secrets are masked."""
    settings = component.get("config") or {}
    return {**component, "config": {name: [MASK] if name in _SECRETS and values else values for name, values in settings.items()}}
