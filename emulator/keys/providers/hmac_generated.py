"""Generated secrets for HMAC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _secret

_SIZE = 128


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key; without ``algorithm`` it is for HS256, as observed."""
    algorithm = provider_config.value(component, "algorithm", "HS256")
    return _secret.generated(component, owner, algorithm=algorithm, use="SIG", size=_SIZE)


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Adds the size of a given secret."""
    return _secret.completed(config, _SIZE)


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry the key."""
    return _secret.export(made)


def fallback(algorithm: str, use: str) -> dict[str, list[str]] | None:
    """The config of a key for an HMAC."""
    return {"algorithm": [algorithm]} if algorithm in ("HS256", "HS384", "HS512") and use == "SIG" else None


KEY_PROVIDER = KeyProvider(
    "hmac-generated",
    properties=(*provider_config.BASE, provider_config.SECRET_SIZE, provider_config.ALGORITHM),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
