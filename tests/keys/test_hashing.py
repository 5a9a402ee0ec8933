from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.keys import hashing

QUICK = 3


def test_hashes_of_keycloak_verify(recorded: dict[str, Any]) -> None:
    algorithms = set()
    for entry in recorded["passwords"]:
        secret, data = json.loads(entry["secretData"]), json.loads(entry["credentialData"])
        algorithms.add(data["algorithm"])
        assert hashing.verify_password(entry["password"], secret, data)
        if data["hashIterations"] < 10_000:
            assert not hashing.verify_password(entry["password"] + "x", secret, data)
    assert algorithms == {"argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"}


@pytest.mark.parametrize("iterations", [None, -1, 0])
@pytest.mark.parametrize("algorithm", ["argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"])
def test_default_iterations_and_shape_are_keycloaks(
    recorded: dict[str, Any], algorithm: str, iterations: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = hashing.HASHINGS.get(algorithm)
    assert member is not None
    quick = replace(member, digest=lambda password, salt, iterations, length, additional: bytes(length))
    monkeypatch.setattr(hashing.HASHINGS, "get", {algorithm: quick}.get)
    real = next(e for e in recorded["passwords"] if json.loads(e["credentialData"])["algorithm"] == algorithm)
    secret, data = hashing.hash_password("secret", algorithm, iterations, bytes(16))
    assert json.dumps(data, separators=(",", ":")) == real["credentialData"]
    expected = json.loads(real["secretData"])
    assert list(secret) == list(expected)
    assert {name: len(found) for name, found in secret.items()} == {name: len(found) for name, found in expected.items()}


@pytest.mark.parametrize("algorithm", ["argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"])
def test_what_is_hashed_verifies(algorithm: str) -> None:
    secret, data = hashing.hash_password("pässwörd✓", algorithm, QUICK, b"0123456789abcdef")
    assert data["hashIterations"] == QUICK
    assert hashing.verify_password("pässwörd✓", secret, data)
    assert not hashing.verify_password("passwörd✓", secret, data)
    assert not hashing.verify_password("", secret, data)


def test_an_unknown_algorithm_cannot_hash() -> None:
    with pytest.raises(LookupError, match="nope"):
        hashing.hash_password("x", "nope", None, bytes(16))


@pytest.mark.parametrize(
    ("secret", "data"),
    [
        ({}, {}),
        ({"value": "", "salt": ""}, {"algorithm": "pbkdf2", "hashIterations": 1}),
        ({"value": "AAAA", "salt": "AAAA"}, {"algorithm": "nope", "hashIterations": 1}),
        ({"value": "AAAA", "salt": "AAAA"}, {"algorithm": "pbkdf2", "hashIterations": "x"}),
        ({"value": "AAAA", "salt": "AAAA"}, {"algorithm": "argon2", "hashIterations": 1, "additionalParameters": {"type": ["z"]}}),
        ({"value": "AAAA", "salt": "AAAA"}, {"algorithm": "argon2", "hashIterations": 1, "additionalParameters": {"version": ["1.0"]}}),
        ({"value": 5, "salt": None}, {"algorithm": "argon2"}),
    ],
)
def test_unreadable_hashes_verify_nothing(secret: dict[str, Any], data: dict[str, Any]) -> None:
    assert not hashing.verify_password("", secret, data)
    assert not hashing.verify_password("x", secret, data)
