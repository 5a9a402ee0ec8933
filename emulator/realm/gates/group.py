"""The gate of groups. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, lengths

NAME_MISSING = "groupNameMissing"


def name_faults(group: ReadDocument) -> Iterator[Fault]:
    """What is wrong with the name of a group that the Admin API is told of."""
    if not (group.get("name") or "").strip():
        yield Fault(("name",), NAME_MISSING, "Group name is missing")


def too_long(group: ReadDocument) -> Iterator[Fault]:
    """The texts of a group, without those below it, that are longer than there is room for; at the Admin API this is noticed last."""
    yield from lengths.members(group, ("name", "description"))
    given = group.get("attributes") or {}
    yield from lengths.keys(given, ("attributes",))
    yield from lengths.members(given, given, at=("attributes",))


def attributes(given: ReadDocument | None) -> dict[str, Any]:
    """The attributes that are kept: those with a list that is not empty."""
    return {name: values for name, values in (given or {}).items() if values}


def moved_below(group: str, parents: list[str]) -> Fault | None:
    """What is wrong with a new place of a group, which has ``parents`` from itself up: it may not be below the group."""
    if group in parents:
        return Fault(("id",), "groupBelowItself", "A group cannot be moved below itself or below one of its own groups", kind="unforeseen")
    return None
