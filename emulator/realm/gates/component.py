"""The gate of components: key providers, user storage, client registration policies, the user profile. All rules as observed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.json_text import first_json, is_blank
from emulator.realm.gates import MALFORMED, UNFIT, Fault, ldap_mapper, lengths, user_storage
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
_SECRET_SIZES = ("16", "24", "32", "64", "128", "256", "512")
_SECRET_PROVIDERS = ("hmac-generated", "aes-generated")
_FLAGS = ("enabled", "active")
_NUMBER = re.compile(r"[+-]?[0-9]{1,19}")
_BLANKS = "".join(map(chr, range(0x21)))
PROFILE_CONFIG = "kc.user.profile.config"
PROVIDER_TYPES = frozenset({
    KEY_PROVIDER,
    REGISTRATION_POLICY,
    _STORAGE,
    _LDAP_MAPPER,
    USER_PROFILE,
})  # fmt: skip


_SETTINGS: Mapping[str, Mapping[str, frozenset[str]]] = {
    USER_PROFILE: {"declarative-user-profile": frozenset({PROFILE_CONFIG})},
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
    """A user profile that cannot be read; a blank text is none."""
    text = str(next(iter(config.get(PROFILE_CONFIG) or ()), None) or "")
    if is_blank(text):
        return
    try:
        profile, walker = first_json(text), Walker()
    except ValueError as error:
        yield Fault(("config", PROFILE_CONFIG), MALFORMED, f"the user profile is not JSON: {error}", kind="unforeseen")
        return
    walker.check(profile, "UPConfig")
    if walker.faults or not isinstance(profile, dict):
        key = "profileMissing" if profile is None else UNFIT
        yield Fault(("config", PROFILE_CONFIG), key, "the user profile is no UPConfig", kind="unforeseen")


def null_faults(provider_type: object, component: ReadDocument) -> Iterator[Fault]:
    """Nulls that an import does not expect: the whole configuration, and settings of LDAP."""
    if "config" in component and component["config"] is None:
        yield Fault(("config",), "configMissing", "a component's config is null", kind="unforeseen")
    elif provider_type == _STORAGE and component.get("providerId") == "ldap":
        for name, values in (component.get("config") or {}).items():
            if values is None:
                yield Fault(("config", name), "settingMissing", f"the setting {name} is null", kind="unforeseen")


def key_faults(component: ReadDocument) -> Iterator[Fault]:
    """What an import refuses in a key provider, as it is brought; what an administrator makes is looked at with its keys."""
    identifier, config = str(component.get("providerId")), component.get("config") or {}
    if identifier not in _KEY_PROVIDERS:
        yield Fault(("providerId",), "providerUnknown", f"Invalid provider type '{identifier}'", (identifier,))
        return
    checks: dict[str, Callable[[str], bool]] = {"priority": _is_number, **dict.fromkeys(_FLAGS, _is_flag)}
    if "rsa" in identifier:
        checks["keySize"] = _KEY_SIZES.__contains__
    if identifier in _SECRET_PROVIDERS:
        checks["secretSize"] = _SECRET_SIZES.__contains__
    for name, fits in checks.items():
        values = config.get(name, ())
        if values is None or len(values) > 1 or not all(value is None or fits(str(value)) for value in values):
            message = f"the setting {name} of a key provider has not one value that fits"
            yield Fault(("config", name), "settingUnfit", message, kind="unforeseen")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_flag(text: str) -> bool:
    return text.lower() in ("true", "false")


def filled(values: Any, *, is_change: bool = False) -> list[str]:
    """The texts of a setting that say something: blanks are as Java's ``trim`` has them. A change that begins with none says nothing."""
    texts = [_text(value) for value in values or ()]
    if is_change and texts and not texts[0].strip(_BLANKS):
        return []
    return [text for text in texts if text.strip(_BLANKS)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def known(provider_type: object, provider: object, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without those that components of the kind have not, where it is known here which they have."""
    providers = _SETTINGS.get(str(provider_type), {})
    kept = providers.get(str(provider))
    return {name: values for name, values in settings.items() if kept is None or name in kept}


def config(given: Mapping[str, Any] | None, current: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """The settings that are kept; what is masked is what was there."""
    kept = {}
    for name, values in (given or {}).items():
        texts = filled(values, is_change=current is not None)
        if name in _SECRETS and texts == [MASK] and current is not None:
            texts = filled(current.get(name))
        if texts:
            kept[name] = texts
    return kept


def shown(component: ReadDocument) -> dict[str, Any]:
    """A component as administrators see it: its secrets are masked."""
    settings = component.get("config") or {}
    return {**component, "config": {name: [MASK] if name in _SECRETS and values else values for name, values in settings.items()}}
