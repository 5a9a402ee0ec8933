"""Key providers of a completed realm."""

from __future__ import annotations

from emulator.core.documents import Document
from emulator.realm.gates.component import KEY_PROVIDER
from emulator.realm.migrations import Material


def add(realm: Document, provider: str, algorithm: str | None, material: Material) -> None:
    """Adds a fresh realm's key provider unless the realm has one like it."""
    providers = realm["components"].get(KEY_PROVIDER) or []
    if any(_is(one, provider, algorithm) for one in providers):
        return
    fresh = next(one for one in material.fresh["components"][KEY_PROVIDER] if _is(one, provider, algorithm))
    realm["components"][KEY_PROVIDER] = [*providers, fresh]


def _is(component: Document, provider: str, algorithm: str | None) -> bool:
    return component.get("providerId") == provider and (algorithm is None or component["config"].get("algorithm") == [algorithm])
