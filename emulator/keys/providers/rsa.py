"""RSA signing keys from the component's config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _config, _rsa


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key."""
    return _rsa.given(component, owner, "SIG")


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Refuses what cannot be read; adds a certificate."""
    return _rsa.complete(config, owner)


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry a certificate which was made for the key."""
    return _rsa.export(component, made, owner)


def fallback(algorithm: str, use: str) -> None:
    """Nothing: this provider makes no keys."""


KEY_PROVIDER = KeyProvider(
    "rsa",
    properties=(
        *_config.BASE,
        _config.Property("privateKey", "Private RSA Key", required=True, secret=True),
        _config.Property("certificate", "X509 Certificate"),
        _config.ALGORITHM,
    ),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
