"""Which of several URI patterns fits a path: ``/a/b`` exactly, ``/a/{id}`` by segments, ``/a/*`` below, ``*.html`` at the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
_ANY = "*"


def best(path: str, candidates: Iterable[tuple[str, T]]) -> T | None:
    """What belongs to the pattern that fits most closely; None where none fits."""
    ranked = [(rank, value) for pattern, value in candidates if (rank := _rank(pattern, path)) is not None]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(pattern: str, path: str) -> tuple[int, int] | None:
    """How closely a pattern fits: higher is closer."""
    if pattern == path:
        return (4, len(pattern))
    if "{" in pattern:
        return (3, _fixed(pattern)) if _fits_template(pattern, path) else None
    if pattern.startswith(_ANY) and len(pattern) > 1:
        return (1, len(pattern)) if path.endswith(pattern[1:]) else None
    prefix, star, rest = pattern.partition(_ANY)
    if not star:
        return None
    if rest:
        return (2, len(prefix)) if path.startswith(prefix) and path.endswith(rest) else None
    below = path.startswith(prefix) or path == prefix.rstrip("/")
    return (2, len(prefix)) if below and prefix.rstrip("/") else (0, 0) if below else None


def _fixed(pattern: str) -> int:
    return sum(not segment.startswith("{") for segment in pattern.split("/"))


def _fits_template(pattern: str, path: str) -> bool:
    wanted, there = pattern.split("/"), path.split("/")
    if wanted and wanted[-1] == _ANY:
        wanted, there = wanted[:-1], there[: len(wanted) - 1]
    if len(wanted) != len(there):
        return False
    return all((one.startswith("{") and bool(other)) or one == other for one, other in zip(wanted, there, strict=True))
