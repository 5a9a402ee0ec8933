"""Clients that sign their backchannel authentication requests with secure algorithms.

Configuration: ``default-algorithm`` is set in clients that name none, PS256 where it is not secure itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._algorithms import REFUSED, SECURE, USUAL

_ATTRIBUTE = "ciba.backchannel.auth.request.signing.alg"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that names another algorithm; sets the one that is not named."""
    if event.kind not in CHANGES:
        return
    default = configuration.get("default-algorithm")
    attributes = dict(event.proposed.get("attributes") or {})
    if attributes.setdefault(_ATTRIBUTE, default if default in SECURE else USUAL) not in SECURE:
        raise refused("invalid_request", REFUSED)
    event.proposed["attributes"] = attributes


EXECUTOR = Executor("secure-ciba-req-sig-algorithm", execute=execute)
