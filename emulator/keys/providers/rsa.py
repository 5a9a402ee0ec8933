"""RSA signing keys from the component's config."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault


def _missing() -> Any:
    raise ValueError("the key provider has no privateKey")


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    return common.asymmetric_key(
        component, vault, realm_name, now,
        algorithm=common.value(component, "algorithm", "RS256"), use="SIG", key_type="RSA", make=_missing,
    )  # fmt: skip
