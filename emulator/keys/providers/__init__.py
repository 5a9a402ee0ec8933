"""Key providers: one file each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.keys.generating import Owner
    from emulator.keys.key import Key
    from emulator.keys.provider_config import Property


@dataclass(frozen=True, slots=True)
class KeyProvider:
    """A kind of key provider.

    ``properties`` are the entries of its config that Keycloak knows, in the order in which it checks them. ``key`` is the component's key,
    its material made or read on first use; ``export`` gives the config entries that carry it. ``fallback`` is the config of the component
    that Keycloak adds when a realm has no key for an algorithm and a use, None when this provider has none. ``complete`` checks a new
    component's config further and adds what Keycloak stores with it.
    """

    name: str
    properties: Sequence[Property]
    key: Callable[[Mapping[str, Any], Owner], Key]
    export: Callable[[Mapping[str, Any], Key, Owner], dict[str, list[str]]]
    fallback: Callable[[str, str], dict[str, list[str]] | None]
    complete: Callable[[dict[str, list[str]], Owner], dict[str, list[str]]] | None = None


KEY_PROVIDERS = Folder(__name__, KeyProvider)
