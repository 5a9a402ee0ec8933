"""Generated Edwards curve signing keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _curve

_PREFIX = "eddsa"


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key."""
    curve = provider_config.value(component, "eddsaEllipticCurveKey", "Ed25519")
    return _curve.generated(component, owner, _PREFIX, algorithm="EdDSA", use="SIG", key_type="OKP", curve=curve)


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Adds the curve."""
    return _curve.completed(config, _PREFIX, "Ed25519")


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry the key."""
    return _curve.export(made, _PREFIX)


def fallback(algorithm: str, use: str) -> dict[str, list[str]] | None:
    """The config of a key for EdDSA."""
    return {"eddsaEllipticCurveKey": ["Ed25519"]} if algorithm == "EdDSA" and use == "SIG" else None


KEY_PROVIDER = KeyProvider(
    "eddsa-generated",
    properties=(
        *provider_config.BASE,
        provider_config.Property("eddsaEllipticCurveKey", "Elliptic Curve", "list", ("Ed25519", "Ed448")),
    ),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
