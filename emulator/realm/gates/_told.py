"""What is wrong with a client, in the order in which Keycloak tells it.

Keycloak collects the faults in a Java ``HashSet``, whose order follows from the texts alone; a client that is told of several reads
them in that order.
"""

from __future__ import annotations

from collections.abc import Iterable

from emulator.core.dataclass import dataclass
from emulator.realm.gates import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: the field that it is in, the words, and the key of the words in other languages; None where there is none."""

    field: str | None
    message: str
    key: str | None = None
    path: Path = ()
    """Where it is in the representation."""
    foreseen: bool = True
    """Whether Keycloak has a sentence for it; otherwise it answers 500."""


def told(problems: Iterable[Problem]) -> list[Problem]:
    """Each fault once, in Keycloak's order."""
    each: dict[tuple[str | None, str, str | None], Problem] = {}
    for problem in problems:
        each.setdefault((problem.field, problem.message, problem.key), problem)
    size = 16
    while len(each) > size * 3 // 4:
        size *= 2
    return sorted(each.values(), key=lambda problem: _bucket(problem, size))


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
