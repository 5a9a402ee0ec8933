"""Conditions of client policies: one file each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.client_policies.event import Event


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition. ``applies(configuration, event)`` is None where it has nothing to say of such an event.

    ``is-negative-logic`` is not its business.
    """

    name: str
    applies: Callable[[Mapping[str, Any], Event], bool | None]


CONDITIONS = Folder(__name__, Condition)
