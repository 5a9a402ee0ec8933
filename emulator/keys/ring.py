"""A realm's keys, in Keycloak's order: by priority, the newest component first among equals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.core.registry import Folder
from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault

_FALLBACK = {
    "RS": "rsa-generated", "PS": "rsa-generated", "ES": "ecdsa-generated", "HS": "hmac-generated", "Ed": "eddsa-generated",
}  # fmt: skip
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}


class KeyRing:
    """The keys of a realm's key provider components; nothing is generated before it is needed.

    ``components`` are ComponentRepresentations of ``org.keycloak.keys.KeyProvider``; ``now`` tells the epoch seconds for
    certificates.
    """

    def __init__(self, components: Sequence[Mapping[str, Any]], vault: Vault, realm_name: str, now: Callable[[], float]) -> None:
        self._vault = vault
        self._realm_name = realm_name
        self._now = now
        folder = Folder("emulator.keys.providers")
        self._folder = folder
        self._keys: list[Key] = []
        for component in components:
            module = folder.get(component.get("providerId") or "")
            if module is not None:
                self._keys.append(module.key(component, vault, realm_name, now))
        self._keys.sort(key=lambda key: (-key.priority, key.provider_id))
        self._fallbacks: dict[str, Key] = {}

    def all(self) -> list[Key]:
        """Every key, in order."""
        return [*self._keys, *self._fallbacks.values()]

    def active(self, algorithm: str, use: str = "SIG") -> Key:
        """The key that signs (or encrypts) with ``algorithm`` now; one is made when no component has any, as Keycloak does."""
        for key in self._keys:
            if key.status == "ACTIVE" and key.algorithm == algorithm and key.use == use:
                return key
        return self._fallback(algorithm)

    def find(self, kid: str | None, algorithm: str) -> Key | None:
        """The enabled key with this id and algorithm; without an id the active one."""
        if kid is None:
            return self.active(algorithm)
        for key in self.all():
            if key.algorithm == algorithm and key.status != "DISABLED" and key.kid == kid:
                return key
        return None

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set of all enabled public keys (RFC 7517 section 5)."""
        return {"keys": [key.public_jwk() for key in self.all() if key.type != "OCT" and key.status != "DISABLED"]}

    def metadata(self) -> dict[str, Any]:
        """KeysMetadataRepresentation: the active key of each algorithm, and all keys."""
        active: dict[str, str] = {}
        for key in self.all():
            if key.status == "ACTIVE":
                active.setdefault(key.algorithm, key.kid)
        return {"active": active, "keys": [key.metadata() for key in self.all()]}

    def _fallback(self, algorithm: str) -> Key:
        found = self._fallbacks.get(algorithm)
        if found is None:
            provider = _FALLBACK.get(algorithm[:2], "rsa-generated")
            config = {
                "priority": ["-100"],
                "algorithm": [algorithm],
                "ecdsaEllipticCurveKey": [_CURVES.get(algorithm, "P-256")],
            }
            component = {"id": f"fallback-{self._realm_name}-{algorithm}", "providerId": provider, "config": config}
            module = self._folder.get(provider)
            if module is None:
                raise LookupError(f"no key provider makes {algorithm} keys")
            found = self._fallbacks[algorithm] = module.key(component, self._vault, self._realm_name, self._now)
        return found


def exported_config(component: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    """The component's config with the key material that was generated for it, as an export carries it."""
    module = Folder("emulator.keys.providers").get(component.get("providerId") or "")
    config = dict(component.get("config") or {})
    if module is None:
        return config
    made = vault.known(component["id"])
    return {**config, **common.exported(made)} if made is not None else config
