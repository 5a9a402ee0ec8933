"""Tokens that no key of a realm would sign, for tests of those who verify them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from emulator.keys.generating import Source, make_ec, make_edwards, make_rsa
from emulator.keys.key import Key, Material
from emulator.keys.vault import Vault

_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "HS": "OCT"}


def compact(header: Mapping[str, Any], claims: Mapping[str, Any], key: Key | None) -> str:
    """A compact JWS (RFC 7515 section 7.1) with exactly this header; without a key its signature is empty."""
    signed = f"{_part(header)}.{_part(claims)}"
    signature = key.sign(signed.encode()) if key is not None else b""
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def foreign(vault: Vault, algorithm: str) -> Key:
    """A key of this algorithm that belongs to no realm, the same one for as long as the server runs."""
    identity = ("foreign", algorithm)
    material = vault.material(identity, lambda: Material(_made(algorithm, vault.source(*identity))), slow=True)
    return _key(algorithm, material)


def of_client(algorithm: str, source: Source | None = None) -> Key:
    """A new key of this algorithm, as a client has it; raises ValueError where there is no such algorithm, or it has no public key."""
    if algorithm[:2] not in ("RS", "PS", "ES", "Ed") or (_TYPES.get(algorithm[:2]) == "EC" and algorithm not in _CURVES):
        raise ValueError(f"there is no key pair for '{algorithm}'")
    return _key(algorithm, Material(_made(algorithm, source)))


def shared_by_clients(vault: Vault, algorithm: str) -> Key:
    """A client's key of this algorithm, the same one for as long as the server runs; raises ValueError."""
    identity = ("client", algorithm)
    material = vault.material(identity, lambda: Material(of_client(algorithm, vault.source(*identity)).private), slow=True)
    return _key(algorithm, material)


def secret_of_public(key: Key) -> Key:
    """HS256 with a realm's public key, as it is published in PEM, for the secret: the classic confusion of algorithms."""
    lines = base64.encodebytes(key.public_der).decode().replace("\n", "")
    text = "\n".join(lines[i : i + 64] for i in range(0, len(lines), 64))
    return _key("HS256", Material(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode(), kid=key.kid))


def _key(algorithm: str, material: Material) -> Key:
    return Key(
        algorithm=algorithm, use="SIG", key_type=_TYPES[algorithm[:2]], status="ACTIVE", priority=0, provider_id="",
        material=lambda: material,
    )  # fmt: skip


def _made(algorithm: str, source: Source | None) -> Any:
    if algorithm == "EdDSA":
        return make_edwards("Ed25519", source)
    if algorithm in _CURVES:
        return make_ec(_CURVES[algorithm], source)
    return b"a secret that belongs to no realm" * 2 if algorithm.startswith("HS") else make_rsa(source=source)


def _part(document: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()).rstrip(b"=").decode()
