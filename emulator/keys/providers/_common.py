"""What all key providers share: whose key it is, and making keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.keys.vault import Vault

RSA_SIZE = 2048


@dataclass(frozen=True, slots=True)
class Owner:
    """The realm that keys belong to, where their material is kept, and the clock (epoch seconds) for certificates."""

    vault: Vault
    realm_name: str
    now: Callable[[], float]


def make_rsa(size: int = RSA_SIZE) -> Any:
    """A new RSA private key."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(65537, size)


def make_ec(curve: str) -> Any:
    """A new private key on one of the NIST curves."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if curve == "P-521":
        return ec.generate_private_key(ec.SECP521R1())
    return ec.generate_private_key(ec.SECP384R1() if curve == "P-384" else ec.SECP256R1())


def make_edwards(curve: str) -> Any:
    """A new private key on one of the Edwards curves."""
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    return ed448.Ed448PrivateKey.generate() if curve == "Ed448" else ed25519.Ed25519PrivateKey.generate()
