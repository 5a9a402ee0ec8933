"""Generated elliptic curve signing keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KeyProvider, _curve

_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_PREFIX = "ecdsa"


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key; its curve decides the algorithm."""
    curve = provider_config.value(component, "ecdsaEllipticCurveKey", "P-256")
    algorithm = _ALGORITHMS.get(curve, "ES256")
    return _curve.generated(component, owner, _PREFIX, algorithm=algorithm, use="SIG", key_type="EC", curve=curve)


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Adds the curve."""
    return _curve.completed(config, _PREFIX, "P-256")


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Config entries that carry the key."""
    return _curve.export(made, _PREFIX)


def fallback(algorithm: str, use: str) -> dict[str, list[str]] | None:
    """The config of a key for an algorithm of ECDSA."""
    curve = next((c for c, a in _ALGORITHMS.items() if a == algorithm), None)
    return {"ecdsaEllipticCurveKey": [curve]} if curve and use == "SIG" else None


KEY_PROVIDER = KeyProvider(
    "ecdsa-generated",
    properties=(
        *provider_config.BASE,
        provider_config.GENERATE_CERTIFICATE,
        provider_config.Property("ecdsaEllipticCurveKey", "Elliptic Curve", "list", provider_config.NIST_CURVES),
    ),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
