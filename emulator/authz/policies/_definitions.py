"""Policies whose configuration is a list of definitions, each of something with an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz.writing import given_id, listed


def flags(entry: Any, name: str) -> bool:
    """A yes or no of a definition."""
    return isinstance(entry, Mapping) and bool(entry.get(name))


def by_id(config: Mapping[str, str], member: str, flag: str) -> dict[str, bool]:
    """The definitions of a stored configuration: what they say, by id."""
    return {given_id(one): flags(one, flag) for one in listed(config, member) if given_id(one)}


def decide(held: Mapping[str, bool], required: Mapping[str, bool]) -> bool:
    """Whether all that is required is held, and anything at all."""
    if any(required[one] and not has for one, has in held.items()):
        return False
    return any(held.values())
