"""Generated elliptic curve signing keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault

_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


def make_ec(curve: str) -> Any:
    """A new private key on one of the NIST curves."""
    from cryptography.hazmat.primitives.asymmetric import ec

    curves: dict[str, type[ec.EllipticCurve]] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
    chosen: Any = curves.get(curve, ec.SECP256R1)
    return ec.generate_private_key(chosen())


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    curve = common.value(component, "ecdsaEllipticCurveKey", "P-256")
    return common.asymmetric_key(
        component, vault, realm_name, now,
        algorithm=_ALGORITHMS.get(curve, "ES256"), use="SIG", key_type="EC", make=lambda: make_ec(curve),
        names=("ecdsaPrivateKey", "certificate", "ecdsaPublicKey"),
        with_certificate=common.value(component, "ecGenerateCertificate", "false") == "true",
    )  # fmt: skip
