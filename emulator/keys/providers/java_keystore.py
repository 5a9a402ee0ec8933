"""A key from a PKCS#12 file (RFC 7292) in the realm's folder.

Java's own format JKS cannot be read here; a file of it is refused like a type that Keycloak does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.keys import provider_config
from emulator.keys.generating import Owner
from emulator.keys.key import Key, Material
from emulator.keys.providers import KeyProvider

_DEFAULT = {"SIG": "RS256", "ENC": "RSA-OAEP"}
_TYPES = {"RSA": ("RS", "PS"), "EC": ("ES", "EC"), "OKP": ("Ed",)}
_JKS = bytes.fromhex("feedfeed")
_FAILED = "Failed to load keys. "


def key(component: Mapping[str, Any], owner: Owner) -> Key:
    """The component's key; AdminError is raised when it is used and the file cannot be read."""
    use = provider_config.value(component, "keyUse", "sig").upper()
    algorithm = provider_config.value(component, "algorithm", _DEFAULT.get(use, "RS256"))
    names = ("keystore", "keystorePassword", "keyAlias")
    identity = (component["id"], algorithm, *(provider_config.value(component, name) for name in names))

    def material() -> Material:
        kept: Material = owner.vault.material(identity, lambda: _read(component, owner, algorithm), slow=True)
        return kept

    return Key(
        algorithm=algorithm,
        use=use,
        key_type=_family(algorithm) or "RSA",
        status=provider_config.status(component),
        priority=provider_config.priority(component),
        provider_id=component["id"],
        material=material,
        certificate=lambda: material().certificate,
    )


def complete(config: dict[str, list[str]], owner: Owner) -> dict[str, list[str]]:
    """Refuses a file that cannot be read; adds the key id, which is drawn at random, as observed."""
    component = {"config": config}
    use = provider_config.value(component, "keyUse", "sig").upper()
    algorithm = provider_config.value(component, "algorithm", _DEFAULT.get(use, "RS256"))
    _read(component, owner, algorithm)
    if use not in _DEFAULT:
        name = provider_config.value(component, "keyUse")
        raise provider_config.refusal(f"{_FAILED}Key in the keystore cannot be recovered. Invalid use {name} for algorithm {algorithm}.")
    return {**config, "kid": config.get("kid") or [owner.vault.ids("java-keystore", repr(component)).uuid()]}


def export(component: Mapping[str, Any], made: Key, owner: Owner) -> dict[str, list[str]]:
    """Only the key id: the key stays in its file."""
    return {"kid": [made.kid]}


def fallback(algorithm: str, use: str) -> None:
    """Nothing: this provider makes no keys."""


def _family(algorithm: str) -> str | None:
    if algorithm.startswith("RSA"):
        return "RSA"
    return next((name for name, starts in _TYPES.items() if algorithm.startswith(starts)), None)


def _read(component: Mapping[str, Any], owner: Owner, algorithm: str) -> Material:
    if _family(algorithm) is None:
        raise provider_config.refusal(f"{_FAILED}Keys for algorithm {algorithm} are not supported.")
    data = _bytes(component, owner)
    private, certificate = _open(component, data)
    kind = "RSA" if hasattr(private, "decrypt") else "EC" if hasattr(private, "curve") else "OKP"
    if kind != _family(algorithm):
        alias = provider_config.value(component, "keyAlias")
        text = f"Invalid {algorithm} key for alias {alias}. Algorithm is {kind}."
        raise provider_config.refusal(f"{_FAILED}Algorithm not available on server. {text}")
    return Material(
        private, provider_config.value(component, "kid") or owner.vault.ids("java-keystore", repr(component)).uuid(), certificate
    )


def _bytes(component: Mapping[str, Any], owner: Owner) -> bytes:
    folder = (owner.vault.home / owner.realm_name).absolute()
    path = (folder / provider_config.value(component, "keystore")).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise provider_config.refusal(f"Keystore file {path} is not under the realm directory {folder}")
    try:
        data = path.read_bytes()
    except OSError as error:
        text = f"File not found on server. {path} (No such file or directory)"
        raise provider_config.refusal(_FAILED + text) from error
    kind = provider_config.value(component, "keystoreType", "JKS")
    if kind not in ("JKS", "PKCS12") or data.startswith(_JKS):
        raise provider_config.refusal(f"{_FAILED}KeyStore error on server. {kind} not found")
    return data


def _open(component: Mapping[str, Any], data: bytes) -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        store = pkcs12.load_pkcs12(data, provider_config.value(component, "keystorePassword").encode())
    except ValueError as error:
        raise provider_config.refusal(_FAILED + "IO error on server. " + _fault(error)) from error
    alias = provider_config.value(component, "keyAlias")
    entry = store.cert
    if store.key is None or entry is None or (entry.friendly_name or b"").decode("utf-8", "replace") != alias:
        text = f"Key in the keystore cannot be recovered. Alias {alias} does not exists in the keystore."
        raise provider_config.refusal(_FAILED + text)
    if provider_config.value(component, "keyPassword") != provider_config.value(component, "keystorePassword"):
        text = "Get Key failed: Given final block not properly padded. Such issues can arise if a bad key is used during decryption."
        raise provider_config.refusal(f"{_FAILED}Key in the keystore cannot be recovered. {text}")
    return store.key, entry.certificate


def _fault(error: ValueError) -> str:
    return "keystore password was incorrect" if "password" in str(error).lower() else "null"


KEY_PROVIDER = KeyProvider(
    "java-keystore",
    properties=(
        *provider_config.BASE,
        provider_config.Property("keystore", "Keystore", required=True),
        provider_config.Property("keystorePassword", "Keystore Password", required=True, secret=True),
        provider_config.Property("keystoreType"),
        provider_config.Property("keyAlias", "Key Alias", required=True),
        provider_config.Property("keyPassword", "Key Password", required=True, secret=True),
        provider_config.ALGORITHM,
        provider_config.Property("keyUse"),
    ),
    key=key,
    export=export,
    fallback=fallback,
    complete=complete,
)
