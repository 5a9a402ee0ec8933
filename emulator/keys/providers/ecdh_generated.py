"""Generated elliptic curve keys for key agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.providers.ecdsa_generated import make_ec
from emulator.keys.vault import Vault


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    curve = common.value(component, "ecdhEllipticCurveKey", "P-256")
    return common.asymmetric_key(
        component, vault, realm_name, now,
        algorithm=common.value(component, "ecdhAlgorithm", "ECDH-ES"), use="ENC", key_type="EC",
        make=lambda: make_ec(curve), names=("ecdhPrivateKey", "certificate", "ecdhPublicKey"),
        with_certificate=common.value(component, "ecGenerateCertificate", "false") == "true",
    )  # fmt: skip
