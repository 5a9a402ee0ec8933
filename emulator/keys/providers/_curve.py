"""Elliptic curve keys; the prefix of their config entries tells ECDSA, ECDH and EdDSA apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import pem, provider_config, x509
from emulator.keys.generating import Owner, make_ec, make_edwards
from emulator.keys.key import Key, Material


def generated(component: Mapping[str, Any], owner: Owner, prefix: str, *, algorithm: str, use: str, key_type: str, curve: str) -> Key:
    """A key on ``curve`` that is made unless the config has private and public key on it, as observed."""
    text, public = provider_config.value(component, f"{prefix}PrivateKey"), provider_config.value(component, f"{prefix}PublicKey")
    identity = (component["id"], curve, text if public else "")

    def make() -> Material:
        if text and public:
            private = pem.load_private(text, kind=key_type)
            if curve_of(private) == curve:
                return Material(private)
        return Material((make_ec if key_type == "EC" else make_edwards)(curve, owner.vault.source(*identity)), generated=True)

    def material() -> Material:
        kept: Material = owner.vault.material(identity, make)
        return kept

    def certificate() -> Any:
        make_certificate = lambda: x509.self_signed(material().private, owner.realm_name, owner.now())  # noqa: E731
        return owner.vault.material((*identity, "certificate"), make_certificate)

    certified = key_type == "EC" and provider_config.value(component, "ecGenerateCertificate") == "true"
    return Key(
        algorithm=algorithm,
        use=use,
        key_type=key_type,
        status=provider_config.status(component),
        priority=provider_config.priority(component),
        provider_id=component["id"],
        material=material,
        certificate=certificate if certified else None,
    )


def curve_of(private: Any) -> str:
    """``crv`` of a private key (RFC 7518 section 6.2.1.1); empty for a curve that has none."""
    if hasattr(private, "curve"):
        curves = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
        return curves.get(private.curve.name, "")
    from emulator.keys import jose

    name: str = jose.KINDS["OKP"](private, private).curve_name
    return name


def export(key: Key, prefix: str) -> dict[str, list[str]]:
    """The config entries that carry the key: PKCS#8 and SubjectPublicKeyInfo in bare base64."""
    if not key.material.generated:
        return {}
    return {
        f"{prefix}PrivateKey": [pem.private_text(key.private, traditional=False)],
        f"{prefix}PublicKey": [pem.public_text(key.private)],
    }


def completed(config: dict[str, list[str]], prefix: str, curve: str) -> dict[str, list[str]]:
    """The config with the curve that Keycloak writes into it; refuses keys that cannot be read."""
    name = f"{prefix}EllipticCurveKey"
    if config.get(f"{prefix}PrivateKey") and config.get(f"{prefix}PublicKey"):
        _check_public(config[f"{prefix}PublicKey"][0])
    return {**config, name: config.get(name) or [curve]}


def _check_public(text: str) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        load_der_public_key(pem.der(text))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise provider_config.refusal("Failed to get EC from its public key") from error
