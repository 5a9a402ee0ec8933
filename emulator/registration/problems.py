"""What is wrong with a client, in the order in which Keycloak tells it.

Keycloak collects the faults in a Java ``HashSet``, whose order follows from the texts alone; a client that is told of several reads
them in that order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: the field that it is in, the words, and the key of the words in other languages; None where there is none."""

    field: str | None
    message: str
    key: str | None = None


def told(problems: Iterable[Problem]) -> list[Problem]:
    """Each fault once, in Keycloak's order."""
    found = list(dict.fromkeys(problems))
    size = 16
    while len(found) > size * 3 // 4:
        size *= 2
    return sorted(found, key=lambda problem: _bucket(problem, size))


def _bucket(problem: Problem, size: int) -> int:
    code = 1
    for text in (problem.field, problem.message, problem.key):
        code = 31 * code + (_hash(text) if text is not None else 0)
    code = (31 * code + 1) & 0xFFFFFFFF
    return (code ^ (code >> 16)) & (size - 1)


def _hash(text: str) -> int:
    code = 0
    for letter in text:
        code = (31 * code + ord(letter)) & 0xFFFFFFFF
    return code
