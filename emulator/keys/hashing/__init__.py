"""Password hashes: one file for each of Keycloak's algorithms, named after it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder


@dataclass(frozen=True, slots=True)
class Hashing:
    """An algorithm: ``digest(password, salt, iterations, length, additional)``, its own numbers of iterations and bytes.

    ``additional`` is what a credential's ``additionalParameters`` say. ``digest`` raises ValueError for parameters that it cannot have.
    """

    name: str
    digest: Callable[[bytes, bytes, int, int, Mapping[str, Any]], bytes]
    iterations: int
    length: int
    additional: Mapping[str, Sequence[str]]


HASHINGS = Folder(__name__, Hashing)


def hash_password(password: str, algorithm: str, iterations: int | None, salt: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """``secretData`` and ``credentialData`` of a password credential; raises LookupError for an unknown algorithm.

    ``iterations`` that are None, zero or negative mean the algorithm's own number, as a password policy's -1 does.
    """
    member, data = _member(algorithm), parameters(algorithm, iterations)
    digest = member.digest(password.encode("utf-8", "replace"), salt, data["hashIterations"], member.length, member.additional)
    return {"value": _text(digest), "salt": _text(salt), "additionalParameters": {}}, data


def parameters(algorithm: str, iterations: int | None) -> dict[str, Any]:
    """``credentialData`` of a password that is hashed like this; see ``hash_password``."""
    member = _member(algorithm)
    rounds = iterations if iterations is not None and iterations > 0 else member.iterations
    return {"hashIterations": rounds, "algorithm": algorithm, "additionalParameters": dict(member.additional)}


def _member(algorithm: str) -> Hashing:
    member = HASHINGS.get(algorithm)
    if member is None:
        raise LookupError(f"there is no password hash algorithm '{algorithm}'")
    return member


def verify_password(password: str, secret: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether ``password`` has this hash; False also for a hash that is unreadable or of an unknown algorithm."""
    member = HASHINGS.get(str(data.get("algorithm")))
    if member is None:
        return False
    try:
        expected = base64.b64decode(secret.get("value") or "")
        salt = base64.b64decode(secret.get("salt") or "")
        rounds = int(data.get("hashIterations") or 1)
        digest = member.digest(password.encode("utf-8", "replace"), salt, rounds, len(expected), data.get("additionalParameters") or {})
    except (ValueError, TypeError, OverflowError):
        return False
    return bool(expected) and hmac.compare_digest(digest, expected)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
