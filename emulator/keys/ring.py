"""A realm's keys, in Keycloak's order: by falling priority, then by component id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.keys.generating import Owner
from emulator.keys.key import Key
from emulator.keys.providers import KEY_PROVIDERS
from emulator.keys.vault import Vault

PROVIDER_TYPE = "org.keycloak.keys.KeyProvider"
_MOST_VERIFIED = 512


class KeyRing:
    """The keys of a realm's key provider components; nothing is generated before it is needed.

    ``components`` are ComponentRepresentations of key providers; ``now`` tells the epoch seconds for certificates. ``add`` is
    given the component that Keycloak adds to a realm when it lacks a key (without ``parentId``); without ``add`` the ring keeps
    it for as long as it lives itself.
    """

    def __init__(
        self,
        components: Sequence[Mapping[str, Any]],
        vault: Vault,
        realm_name: str,
        now: Callable[[], float],
        add: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self._owner = Owner(vault, realm_name, now)
        self._add = add
        self._verified: dict[str, Mapping[str, Any]] = {}
        self._components = tuple(component.get("id") for component in components)
        self._keys: list[Key] = []
        for component in components:
            provider = KEY_PROVIDERS.get(component.get("providerId") or "")
            if provider is not None:
                self._keys.append(provider.key(component, self._owner))
        self._sort()

    def all(self) -> list[Key]:
        """Every key, in order."""
        return list(self._keys)

    def active(self, algorithm: str, use: str = "SIG") -> Key:
        """The key that signs (or encrypts) with ``algorithm`` now.

        When no component has any, one is added with a key, as Keycloak does; raises LookupError for an algorithm that no
        provider makes keys for.
        """
        for key in self._keys:
            if key.status == "ACTIVE" and key.algorithm == algorithm and key.use == use and self._is_readable(key):
                return key
        return self._fallback(algorithm, use)

    def find(self, kid: str | None, algorithm: str, use: str = "SIG") -> Key | None:
        """The enabled key with this id, algorithm and use; None without an id, as Keycloak refuses tokens without one."""
        if kid is None:
            return None
        for key in self._keys:
            if key.algorithm == algorithm and key.use == use and key.status != "DISABLED" and self._is_readable(key) and key.kid == kid:
                return key
        return None

    def verified(self, token: str) -> Mapping[str, Any] | None:
        """The claims of a token that is known to be signed by one of these keys; None where it is still to be verified."""
        return self._verified.get(token)

    def remember(self, token: str, claims: Mapping[str, Any]) -> None:
        """Notes that one of these keys signed a token, for as long as the keys stay; of many the last are known."""
        if len(self._verified) >= _MOST_VERIFIED:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = claims

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set of all enabled public keys (RFC 7517 section 5)."""
        enabled = (key for key in self._keys if key.type != "OCT" and key.status != "DISABLED")
        return {"keys": [key.public_jwk() for key in enabled if self._is_readable(key)]}

    def metadata(self) -> dict[str, Any]:
        """KeysMetadataRepresentation: the first active key of each algorithm, and all keys."""
        active: dict[str, str] = {}
        readable = [key for key in self._keys if self._is_readable(key)]
        for key in readable:
            if key.status == "ACTIVE":
                active.setdefault(key.algorithm, key.kid)
        return {"active": active, "keys": [key.metadata() for key in readable]}

    def exported_config(self, component: Mapping[str, Any]) -> dict[str, Any]:
        """The component's config with the key that it stands for, made now if need be, so that an import continues with it."""
        config = dict(component.get("config") or {})
        provider = KEY_PROVIDERS.get(component.get("providerId") or "")
        if provider is None:
            return config
        key = provider.key(component, self._owner)
        return {**config, **provider.export(component, key, self._owner)} if self._is_readable(key) else config

    @staticmethod
    def _is_readable(key: Key) -> bool:
        """Whether there is such a key; as observed, a component whose key or certificate cannot be read has none."""
        try:
            return key.kid is not None
        except ValueError:
            return False

    def _fallback(self, algorithm: str, use: str) -> Key:
        for provider in KEY_PROVIDERS.all():
            config = provider.fallback(algorithm, use)
            if config is not None:
                component = {
                    "id": self._fallback_id(algorithm, use),
                    "name": f"fallback-{algorithm}",
                    "providerId": provider.name,
                    "providerType": PROVIDER_TYPE,
                    "config": {"priority": ["-100"], **config},
                }
                key = provider.key(component, self._owner)
                self._keys.append(key)
                self._sort()
                if self._add is not None:
                    self._add(component)
                return key
        raise LookupError(f"no key provider makes keys for {algorithm}")

    def _fallback_id(self, algorithm: str, use: str) -> str:
        """A request that has to wait for the key comes again, and has to ask for the same one."""
        name, vault = self._owner.realm_name, self._owner.vault
        identifier: str = vault.material(
            ("fallback", name, self._components, algorithm, use), lambda: vault.ids(name, algorithm, use).uuid()
        )  # fmt: skip
        return identifier

    def _sort(self) -> None:
        self._keys.sort(key=lambda key: (-key.priority, key.provider_id))
