"""Key provider components at the Admin API and in imports: what Keycloak accepts, stores and shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.providers import KEY_PROVIDERS
from emulator.keys.ring import PROVIDER_TYPE
from emulator.keys.vault import Vault
from emulator.realm.gates.component import filled
from emulator.realm.refusal import broken

MASK = "**********"


def checked(
    component: Mapping[str, Any],
    vault: Vault,
    realm_name: str,
    now: Callable[[], float],
    previous: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The component as Keycloak stores it; raises AdminError with Keycloak's words for one that it refuses.

    With ``previous``, the component that is stored now, this is an update: an entry of the config that is absent or masked
    stays, one that is empty goes. ``now`` tells the epoch seconds, for a certificate.
    """
    merged = {**(previous or {}), **{name: value for name, value in component.items() if value is not None}}
    provider = KEY_PROVIDERS.get(merged.get("providerId") or "")
    if provider is None or merged.get("providerType") != PROVIDER_TYPE:
        raise AdminError(400, {"error": "Invalid provider type or no such provider"})
    config = _merged(component.get("config") or {}, (previous or {}).get("config") or {})
    provider_config.check(config, provider.properties)
    if provider.complete is not None:
        config = provider.complete(config, Owner(vault, realm_name, now))
    return {**merged, "config": config}


def imported(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Mapping[str, Any]:
    """The component of a realm file with what Keycloak adds: the size of a given secret, a certificate, the curve of keys to be made.

    Raises AdminError with the answer of an import that fails for a key that cannot be read. Files of keys are read when they are used.
    """
    provider = KEY_PROVIDERS.get(component.get("providerId") or "")
    config = component.get("config") or {}
    if provider is None or provider.complete is None:
        return component
    has_its_key_in_config = any(entry.name == "privateKey" for entry in provider.properties)
    if not has_its_key_in_config and not provider.name.endswith("-generated"):
        return component
    try:
        return {**component, "config": provider.complete(config, Owner(vault, realm_name, now))}
    except AdminError as error:
        raise broken(f"key provider {component.get('name')}: {error}") from error


def shown_config(component: Mapping[str, Any]) -> dict[str, list[str]]:
    """The config as the Admin API shows it: the entries that the provider declares, secret ones masked."""
    provider = KEY_PROVIDERS.get(component.get("providerId") or "")
    config = component.get("config") or {}
    properties = provider.properties if provider is not None else ()
    return {p.name: [MASK] if p.secret else config[p.name] for p in properties if config.get(p.name)}


def _merged(changes: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, list[str]]:
    config = {name: list(values) for name, values in stored.items()}
    for name, values in changes.items():
        texts = filled(values, is_change=bool(stored))
        if texts == [MASK] and name in stored:
            continue
        if texts:
            config[name] = texts
        else:
            config.pop(name, None)
    return config
