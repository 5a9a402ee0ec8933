"""Authorization requests that were pushed before (RFC 9126), with nothing beside them that was not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._request_objects import is_pushed

_NAMES = "names of parameters"
"""Kept with a pushed request: which parameters it had."""


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request that the browser brings itself, and for parts of one."""
    if event.kind == "PUSHED_AUTHORIZATION_REQUEST" and event.parameters.get("redirect_uri") is None:
        raise refused("invalid_request", "PAR is required to have a 'redirect_uri' parameter")
    if event.kind == "PRE_AUTHORIZATION_REQUEST":
        _check(event)


def _check(event: Event) -> None:
    if not is_pushed(event.parameters):
        raise refused("invalid_request", "PAR request_uri not included.")
    uri = event.parameters["request_uri"]
    pushed = event.tables.single_use.get(uri)
    if pushed is None or (event.context is not None and pushed.expires <= event.context.clock.seconds()):
        raise refused("invalid_request_uri", "PAR not found, not issued or used multiple times.")
    if set(event.parameters) - set(pushed.value[_NAMES].split()) - {"request_uri"}:
        event.tables.single_use.delete(uri)
        raise refused("invalid_request_object", "PAR request did not include query parameter")


EXECUTOR = Executor("secure-par-content", execute=execute)
