"""Symmetric keys: secrets for HMAC and AES."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.keys import pem, provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key, Material, b64url


def generated(component: Mapping[str, Any], owner: Owner, *, algorithm: str, use: str, size: int) -> Key:
    """A secret that is made unless the config has one, and one as long as it says, as observed. ``size`` is in bytes."""
    text, kid = provider_config.value(component, "secret"), provider_config.value(component, "kid")
    wanted = provider_config.value(component, "secretSize")

    def make() -> Material:
        ids = owner.vault.ids(component["id"], wanted)
        if text:
            configured = pem.secret(text)
            if wanted in ("", str(len(configured))):
                return Material(configured, kid or ids.uuid())
        return Material(ids.bytes(int(wanted or size)), ids.uuid(), generated=True)

    def material() -> Material:
        kept: Material = owner.vault.material((component["id"], wanted if not text else "", text, kid), make)
        return kept

    return Key(
        algorithm=algorithm,
        use=use,
        key_type="OCT",
        status=provider_config.status(component),
        priority=provider_config.priority(component),
        provider_id=component["id"],
        material=material,
    )


def export(key: Key) -> dict[str, list[str]]:
    """The config entries that carry the secret (base64url) and its key id."""
    if not key.material.generated:
        return {}
    return {"secret": [b64url(key.secret)], "kid": [key.kid]}


def completed(config: dict[str, list[str]], usual: int) -> dict[str, list[str]]:
    """The config with the size of a given secret, which Keycloak writes into it unless it is the usual; refuses one that cannot be read."""
    given = config.get("secret")
    if not given:
        return config
    try:
        length = len(pem.secret(given[0]))
    except ValueError as error:
        raise AdminError(400, {"error": "Invalid provider type or no such provider"}, reason=str(error)) from error
    return config if config.get("secretSize") or length == usual else {**config, "secretSize": [str(length)]}
