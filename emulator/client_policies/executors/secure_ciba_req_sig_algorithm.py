"""Clients that sign their backchannel authentication requests with secure algorithms.

Configuration: ``default-algorithm`` is set in clients that name none, PS256 where it is not secure itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._algorithms import secure

_ATTRIBUTE = "ciba.backchannel.auth.request.signing.alg"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that names another algorithm; sets the one that is not named."""
    if event.kind in CHANGES:
        secure(event, [_ATTRIBUTE], configuration)


EXECUTOR = Executor("secure-ciba-req-sig-algorithm", execute=execute)
