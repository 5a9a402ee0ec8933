"""What key providers share: reading a component's config, making and loading keys, certificates."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.core.ids import Ids
from emulator.keys.key import Key, b64url
from emulator.keys.vault import Vault

RSA_SIZE = 2048


@dataclass(slots=True)
class Asymmetric:
    """A private key, its certificate once somebody asks for it, and the names under which an export keeps them."""

    private: Any
    certificate: Any = None
    names: tuple[str, str, str] = ("privateKey", "certificate", "")


@dataclass(slots=True)
class Symmetric:
    """A secret and its key id."""

    secret: bytes
    kid: str


def value(component: Mapping[str, Any], name: str, default: str = "") -> str:
    """The first value of a config entry."""
    found = (component.get("config") or {}).get(name)
    if isinstance(found, str):
        return found
    return found[0] if found and found[0] is not None else default


def status(component: Mapping[str, Any]) -> str:
    """ACTIVE signs, PASSIVE only verifies, DISABLED does neither."""
    if value(component, "enabled", "true") != "true":
        return "DISABLED"
    return "ACTIVE" if value(component, "active", "true") == "true" else "PASSIVE"


def priority(component: Mapping[str, Any]) -> int:
    """The component's priority; 0 when it has none."""
    try:
        return int(value(component, "priority", "0"))
    except ValueError:
        return 0


def make_rsa(size: int = RSA_SIZE) -> Any:
    """A new RSA private key."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(65537, size)


def load_private(text: str) -> Any:
    """A private key from PEM, or from the bare base64 of it that Keycloak's config holds (PKCS#8 or PKCS#1)."""
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    return load_der_private_key(_der(text), None)


def load_certificate(text: str) -> Any:
    """An X.509 certificate from PEM or bare base64."""
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(_der(text))


def _der(text: str) -> bytes:
    lines = [line for line in text.strip().splitlines() if not line.startswith("-----")]
    return base64.b64decode("".join(lines))


def self_signed(private: Any, name: str, now: float) -> Any:
    """A self-signed certificate for ``CN=name``, valid for ten years from ``now`` (epoch seconds)."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
    from cryptography.x509.oid import NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64] or "realm")])
    start = datetime.fromtimestamp(now, UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(int(now * 1000))
        .not_valid_before(start - timedelta(seconds=100))
        .not_valid_after(start.replace(year=start.year + 10, day=min(start.day, 28)))
    )
    plain = isinstance(private, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return builder.sign(private, None if plain else hashes.SHA256())


def exported(made: Asymmetric | Symmetric) -> dict[str, list[str]]:
    """Config entries that carry generated material into an export."""
    if isinstance(made, Symmetric):
        return {"secret": [b64url(made.secret)], "kid": [made.kid]}
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private_name, certificate_name, public_name = made.names
    rsa = private_name == "privateKey"
    form = PrivateFormat.TraditionalOpenSSL if rsa else PrivateFormat.PKCS8
    der = made.private.private_bytes(Encoding.DER, form, NoEncryption())
    found = {private_name: [base64.b64encode(der).decode()]}
    if certificate_name and made.certificate is not None:
        found[certificate_name] = [base64.b64encode(made.certificate.public_bytes(Encoding.DER)).decode()]
    if public_name:
        public = made.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        found[public_name] = [base64.b64encode(public).decode()]
    return found


def asymmetric_key(
    component: Mapping[str, Any],
    vault: Vault,
    realm_name: str,
    now: Callable[[], float],
    *,
    algorithm: str,
    use: str,
    key_type: str,
    make: Callable[[], Any],
    names: tuple[str, str, str] = ("privateKey", "certificate", ""),
    with_certificate: bool = True,
) -> Key:
    """A key whose private part is in the component's config, or else is made by ``make`` and kept in the vault."""

    def material() -> Asymmetric:
        given = value(component, names[0])
        private = load_private(given) if given else make()
        text = value(component, names[1]) if names[1] else ""
        return Asymmetric(private, load_certificate(text) if text else None, names)

    def found() -> Asymmetric:
        made: Asymmetric = vault.material(component["id"], material)
        return made

    def certificate() -> Any:
        made = found()
        if made.certificate is None:
            made.certificate = self_signed(made.private, realm_name, now())
        return made.certificate

    return Key(
        algorithm=algorithm,
        use=use,
        key_type=key_type,
        status=status(component),
        priority=priority(component),
        provider_id=component["id"],
        private=lambda: found().private,
        certificate=certificate if with_certificate else None,
    )


def symmetric_key(component: Mapping[str, Any], vault: Vault, *, algorithm: str, use: str, default_size: int) -> Key:
    """A secret from the component's config, or else a new one that the vault keeps."""

    def material() -> Symmetric:
        secret, kid = value(component, "secret"), value(component, "kid")
        if secret:
            data = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        else:
            size = value(component, "secretSize", str(default_size))
            data = Ids().bytes(int(size) if size.isdigit() else default_size)
        return Symmetric(data, kid or Ids().uuid())

    made: Symmetric = vault.material(component["id"], material)
    return Key(
        algorithm=algorithm,
        use=use,
        key_type="OCT",
        status=status(component),
        priority=priority(component),
        provider_id=component["id"],
        private=lambda: made.secret,
        kid=made.kid,
    )
