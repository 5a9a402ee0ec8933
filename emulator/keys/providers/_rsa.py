"""RSA keys: generated ones, and those of a component's config."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from emulator.keys import pem, provider_config, x509
from emulator.keys.generating import RSA_SIZE, Owner, make_rsa
from emulator.keys.key import Key, Material
from emulator.keys.providers import KeyProvider
from emulator.realm.refusal import broken

_DEFAULT = {"SIG": "RS256", "ENC": "RSA-OAEP"}


def generated(component: Mapping[str, Any], owner: Owner, use: str) -> Key:
    """A key that is made unless the config has private key and certificate and they are as long as it says, as observed."""
    wanted = provider_config.value(component, "keySize", str(RSA_SIZE))
    text, certificate = _texts(component)
    identity = (component["id"], wanted, text, certificate)

    def make() -> Material:
        size = int(wanted)
        if text and certificate:
            configured = _load(text, certificate, owner)
            if configured.private.key_size == size:
                return configured
        spare = owner.vault.spare() if size == RSA_SIZE else None
        return Material(spare if spare is not None else make_rsa(size, owner.vault.source(*identity)), generated=True)

    return _key(component, owner, use, identity, make, is_slow=not (text and certificate))


def configured(name: str, use: str) -> KeyProvider:
    """The provider of keys for this use that are in the component's config, which makes none."""

    def key(component: Mapping[str, Any], owner: Owner) -> Key:
        """The key of the config; raises ValueError when it is used and cannot be read."""
        text, certificate = _texts(component)
        return _key(component, owner, use, (component["id"], text, certificate), lambda: _load(text, certificate, owner))

    return KeyProvider(
        name,
        properties=(
            *provider_config.BASE,
            provider_config.Property("privateKey", "Private RSA Key", required=True, secret=True),
            provider_config.Property("certificate", "X509 Certificate"),
            provider_config.ALGORITHM,
        ),
        key=key,
        export=export,
        fallback=_no_fallback,
        complete=_complete,
    )


def read_at_once(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """The config of a key that is made, or comes along with its certificate: a private key that cannot be read is refused, as observed."""
    if config.get("privateKey") and config.get("certificate"):
        try:
            _private(str(config["privateKey"][0]), owner)
        except ValueError as error:
            raise broken(f"the private key cannot be read: {error}") from error
    return config


def _no_fallback(_algorithm: str, _use: str) -> None:
    """Nothing: the provider makes no keys."""


def _complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Checks the private key and the certificate of a config; a missing certificate is made and stored, as observed."""
    try:
        private = _private(provider_config.value({"config": config}, "privateKey"), owner)
    except ValueError as error:
        raise provider_config.refusal("Failed to decode private key") from error
    text = (config.get("certificate") or [""])[0]
    if not text:
        self_signed = x509.self_signed(private, owner.realm_name, owner.now())
        return {**config, "certificate": [pem.certificate_text(self_signed)]}
    try:
        certificate = x509.load(text)
    except ValueError as error:
        raise provider_config.refusal("Failed to decode certificate") from error
    if certificate.public_key() != private.public_key():
        raise provider_config.refusal("Certificate does not match private key")
    if not certificate.not_valid_before_utc.timestamp() <= owner.now() <= certificate.not_valid_after_utc.timestamp():
        raise provider_config.refusal("Certificate is not valid")
    return config


def export(component: Mapping[str, Any], key: Key, owner: Owner) -> dict[str, list[str]]:
    """The config entries that carry the key: PKCS#1 and certificate in bare base64."""
    config: dict[str, list[str]] = {}
    if key.material.generated:
        text = pem.private_text(key.private, traditional=True)
        owner.vault.remember(text)
        config["privateKey"] = [text]
    certificate = key.certificate
    if certificate is not None and (key.material.generated or not _texts(component)[1]):
        config["certificate"] = [certificate]
    return config


def _texts(component: Mapping[str, Any]) -> tuple[str, str]:
    return provider_config.value(component, "privateKey"), provider_config.value(component, "certificate")


def _private(text: str, owner: Owner) -> Any:
    """The private key, checked when it is seen first; raises ValueError."""
    private = pem.load_private(text, kind="RSA", trusted=owner.vault.is_sound(text))
    owner.vault.remember(text)
    return private


def _load(text: str, certificate: str, owner: Owner) -> Material:
    return Material(_private(text, owner), certificate=x509.load(certificate) if certificate else None)


def _key(
    component: Mapping[str, Any], owner: Owner, use: str, identity: tuple[Any, ...], make: Callable[[], Material], *, is_slow: bool = False
) -> Key:
    vault = owner.vault
    # As observed, an RSA key of a component has the id that its config names; no other kind of key follows one.
    key_use, kid = provider_config.value(component, "keyUse"), provider_config.value(component, "kid")
    algorithm = _DEFAULT["ENC" if key_use == "ENC" else use]
    if key_use.upper() == "ENC":
        use = "ENC"

    def material() -> Material:
        kept: Material = vault.material(identity, make, slow=is_slow)
        return replace(kept, kid=kid) if kid else kept

    def certificate() -> Any:
        kept = material()
        if kept.certificate is not None:
            return kept.certificate
        return vault.material((*identity, "certificate"), lambda: x509.self_signed(kept.private, owner.realm_name, owner.now()))

    return Key(
        algorithm=provider_config.value(component, "algorithm", algorithm),
        use=use,
        key_type="RSA",
        status=provider_config.status(component),
        priority=provider_config.priority(component),
        provider_id=component["id"],
        material=material,
        certificate=certificate,
    )
