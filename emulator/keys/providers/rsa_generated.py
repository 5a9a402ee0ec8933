"""Generated RSA signing keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _rsa


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key."""
    return _rsa.generated(component, owner, "SIG")


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry the key."""
    return _rsa.export(component, made, owner)


def fallback(algorithm: str, use: str) -> dict[str, list[str]] | None:
    """The config of a key for an algorithm of RSA signatures."""
    rsa = algorithm in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
    return {"algorithm": [algorithm]} if rsa and use == "SIG" else None


KEY_PROVIDER = KeyProvider(
    "rsa-generated",
    properties=(*provider_config.BASE, provider_config.KEY_SIZE, provider_config.ALGORITHM),
    key=key,
    export=export,
    fallback=fallback,
    complete=_rsa.read_at_once,
)
