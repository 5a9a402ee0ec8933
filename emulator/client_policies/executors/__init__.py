"""Executors of client policies: one file each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.client_policies.event import Event


@dataclass(frozen=True, slots=True)
class Executor:
    """An executor. ``execute(configuration, event)`` raises OAuthError for what it refuses, and may change ``event.proposed``."""

    name: str
    execute: Callable[[Mapping[str, Any], Event], None]


EXECUTORS = Folder(__name__, Executor)
