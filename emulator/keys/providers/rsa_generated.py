"""Generated RSA signing keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    size = int(common.value(component, "keySize", str(common.RSA_SIZE)))

    def make() -> Any:
        spare = vault.spare() if size == common.RSA_SIZE else None
        return spare if spare is not None else common.make_rsa(size)

    return common.asymmetric_key(
        component, vault, realm_name, now,
        algorithm=common.value(component, "algorithm", "RS256"), use="SIG", key_type="RSA", make=make,
    )  # fmt: skip
