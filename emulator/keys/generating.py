"""What all key providers share: whose key it is, and making keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.keys.vault import Vault

RSA_SIZE = 2048


@dataclass(frozen=True, slots=True)
class Owner:
    """The realm that keys belong to, where their material is kept, and the clock (epoch seconds) for certificates."""

    vault: Vault
    realm_name: str
    now: Callable[[], float]


Source = Callable[[int], bytes]


class SeedError(RuntimeError):
    """Keys were asked to be the same in each run, and the library that makes them is not installed."""


def make_rsa(size: int = RSA_SIZE, source: Source | None = None) -> Any:
    """A new RSA private key, from the bytes of ``source`` where there is one; raises SeedError."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    if source is not None:
        return _rsa_from(size, source)
    return rsa.generate_private_key(65537, size)


def make_ec(curve: str, source: Source | None = None) -> Any:
    """A new private key on one of the NIST curves, from the bytes of ``source`` where there is one."""
    from cryptography.hazmat.primitives.asymmetric import ec

    chosen = ec.SECP521R1() if curve == "P-521" else ec.SECP384R1() if curve == "P-384" else ec.SECP256R1()
    if source is not None:
        # A byte less than the group's order has, so that the number is below it.
        return ec.derive_private_key(int.from_bytes(source((chosen.key_size - 1) // 8)), chosen)
    return ec.generate_private_key(chosen)


def make_edwards(curve: str, source: Source | None = None) -> Any:
    """A new private key on one of the Edwards curves, from the bytes of ``source`` where there is one."""
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    if curve == "Ed448":
        return ed448.Ed448PrivateKey.generate() if source is None else ed448.Ed448PrivateKey.from_private_bytes(source(57))
    return ed25519.Ed25519PrivateKey.generate() if source is None else ed25519.Ed25519PrivateKey.from_private_bytes(source(32))


def _rsa_from(size: int, source: Source) -> Any:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        from Crypto.PublicKey import RSA
    except ImportError as error:
        raise SeedError("RSA keys that are the same in each run need the extra: pip install 'keycloak-emulator[seed]'") from error
    # It is made of primes: OpenSSL's own check that they are takes as long as a key.
    return load_der_private_key(RSA.generate(size, randfunc=source).export_key("DER"), None, unsafe_skip_rsa_key_validation=True)
