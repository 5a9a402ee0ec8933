"""Generated secrets for AES."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.keys.key import Key
from emulator.keys.providers import _common as common
from emulator.keys.vault import Vault


def key(component: Mapping[str, Any], vault: Vault, realm_name: str, now: Callable[[], float]) -> Key:
    """The component's key."""
    return common.symmetric_key(component, vault, algorithm="AES", use="ENC", default_size=16)
