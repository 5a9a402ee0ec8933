"""A realm's required actions: their order, and which every new user gets. An action may have no alias, then nobody is asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from emulator.core.documents import ReadDocument

T = TypeVar("T", bound=ReadDocument)


def ranked(actions: Iterable[T] | None) -> list[T]:
    """Required actions in the order in which they are shown and asked for: by priority, then by name, as observed.

    Where two have one priority, upper and lower case are one, and an action without a name comes first.
    """
    return sorted(actions or (), key=_rank)


def _rank(action: ReadDocument) -> tuple[int, str]:
    return action.get("priority") or 0, str(action.get("name") or "").lower()


def default_aliases(actions: Iterable[ReadDocument]) -> list[str]:
    """Aliases of the required actions that every new user gets."""
    return [action["alias"] for action in actions if action.get("alias") and action.get("enabled") and action.get("defaultAction")]
