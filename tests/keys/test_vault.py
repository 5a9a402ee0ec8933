from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.keys.generating import make_rsa
from emulator.keys.ring import KeyRing
from emulator.keys.vault import Vault


def test_material_is_made_once_by_many_threads() -> None:
    vault, start = Vault(), threading.Barrier(8)
    materials: list[object] = []

    def make() -> object:
        materials.append(object())
        return materials[-1]

    def ask(_: int) -> object:
        start.wait(60)
        return vault.material("c", make)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert (len(answers), len(materials)) == (1, 1)


def test_making_one_does_not_hold_up_another() -> None:
    vault, inside, release = Vault(), threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        assert release.wait(60)
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(vault.material, "slow", slow)
        assert inside.wait(60)
        assert vault.material("fast", lambda: "fast") == "fast"
        release.set()
        assert waiting.result(60) == "slow"


def test_a_failure_is_raised_and_may_be_repaired() -> None:
    vault = Vault()

    def fail() -> object:
        raise ValueError("bad key")

    with pytest.raises(ValueError, match="bad key"):
        vault.material("c", fail)
    assert vault.material("c", lambda: "good") == "good"


def test_a_key_made_ahead_is_taken_once() -> None:
    vault, keys = Vault(), []

    def make() -> object:
        keys.append(make_rsa())
        return keys[-1]

    vault.prefetch(make)
    first = KeyRing([{"id": "a", "providerId": "rsa-generated"}], vault, "r", lambda: 1e9).active("RS256")
    second = KeyRing([{"id": "b", "providerId": "rsa-generated"}], vault, "r", lambda: 1e9).active("RS256")
    assert first.private is keys[0]
    assert second.private is not keys[0]
    assert vault.spare() is None
