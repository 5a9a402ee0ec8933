"""Generated Edwards curve signing keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault


def _make(curve: str) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    return ed448.Ed448PrivateKey.generate() if curve == "Ed448" else ed25519.Ed25519PrivateKey.generate()


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    curve = common.value(component, "eddsaEllipticCurveKey", "Ed25519")
    return common.asymmetric_key(
        component, vault, realm_name, now,
        algorithm="EdDSA", use="SIG", key_type="OKP", make=lambda: _make(curve),
        names=("eddsaPrivateKey", "", "eddsaPublicKey"), with_certificate=False,
    )  # fmt: skip
