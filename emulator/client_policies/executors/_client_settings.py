"""What a client has to have after a change; with ``auto-configure`` the change gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.client_policies.event import Event, flag
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.realm.views import Client


def _check_told(configuration: Mapping[str, Any]) -> None:
    """Raises AdminError where a profile does not say whether to auto-configure, which most of Keycloak's executors do not foresee."""
    if configuration.get("auto-configure") in (None, ""):
        raise AdminError(500, UNKNOWN_ERROR, "the executor does not say whether to auto-configure")


def member(configuration: Mapping[str, Any], event: Event, name: str, *, wanted: bool, current: Callable[[Client], bool]) -> bool | None:
    """The member that the client will have: what the change says, else what the client has now; None for a new one left open."""
    _check_told(configuration)
    if flag(configuration, "auto-configure"):
        event.proposed[name] = wanted
    proposed: bool | None = event.proposed.get(name)
    return current(event.client) if proposed is None and event.client is not None else proposed


def attribute(configuration: Mapping[str, Any], event: Event, name: str, wanted: str = "true") -> str:
    """The attribute that the change says; empty where it says none."""
    _check_told(configuration)
    attributes = event.proposed.get("attributes") or {}
    if flag(configuration, "auto-configure"):
        event.proposed["attributes"] = attributes = {**attributes, name: wanted}
    return str(attributes.get(name) or "")


def has_flag(configuration: Mapping[str, Any], event: Event, name: str) -> bool:
    """Whether the change says ``true`` of the attribute."""
    return attribute(configuration, event, name).lower() == "true"
