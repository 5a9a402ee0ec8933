"""Generated elliptic curve keys for key agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _curve

_ALGORITHMS = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")
_PREFIX = "ecdh"


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key; without ``ecdhAlgorithm`` its algorithm reads RS256, as observed."""
    curve = provider_config.value(component, "ecdhEllipticCurveKey", "P-256")
    algorithm = provider_config.value(component, "ecdhAlgorithm", "RS256")
    return _curve.generated(component, owner, _PREFIX, algorithm=algorithm, use="ENC", key_type="EC", curve=curve)


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Adds the curve."""
    return _curve.completed(config, _PREFIX, "P-256")


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry the key."""
    return _curve.export(made, _PREFIX)


def fallback(algorithm: str, use: str) -> dict[str, list[str]] | None:
    """The config of a key for an algorithm of key agreement."""
    return {"ecdhAlgorithm": [algorithm]} if algorithm in _ALGORITHMS and use == "ENC" else None


KEY_PROVIDER = KeyProvider(
    "ecdh-generated",
    properties=(
        *provider_config.BASE,
        provider_config.GENERATE_CERTIFICATE,
        provider_config.Property("ecdhEllipticCurveKey", "Elliptic Curve", "list", provider_config.NIST_CURVES),
        provider_config.Property("ecdhAlgorithm"),
    ),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
