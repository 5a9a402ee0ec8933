"""A realm of the real Keycloak 26.7.4: its export with a key of every kind, what it showed of them, tokens, password hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.keys.ring import KeyRing
from emulator.keys.vault import Vault

NOW = 1_795_436_840.0


@pytest.fixture(scope="session")
def recorded() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "keycloak.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def exported_ring(recorded: dict[str, Any]) -> KeyRing:
    """The ring of the recorded realm."""
    return KeyRing(recorded["components"], Vault(), recorded["realm"], lambda: NOW)


@pytest.fixture
def ring() -> Callable[..., KeyRing]:
    """Makes a ring of ``(provider, config)`` pairs, whose component ids are ``c0``, ``c1`` …"""

    def make(*providers: tuple[str, dict[str, str]], vault: Vault | None = None, **others: Any) -> KeyRing:
        components = [
            {"id": f"c{i}", "providerId": provider, "config": {name: [text] for name, text in config.items()}}
            for i, (provider, config) in enumerate(providers)
        ]
        return KeyRing(components, vault or Vault(), "shop", lambda: NOW, **others)

    return make


@pytest.fixture(autouse=True)
def _keys(pooled_keys: None) -> None:
    """Servers and rings of these tests end with them."""
