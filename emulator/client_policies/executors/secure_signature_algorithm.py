"""Clients whose signatures are made with secure algorithms.

Configuration: ``default-algorithm`` is set in clients that name none, PS256 where it is not secure itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event
from emulator.client_policies.executors import Executor
from emulator.client_policies.executors._algorithms import secure

_ATTRIBUTES = (
    "user.info.response.signature.alg",
    "request.object.signature.alg",
    "id.token.signed.response.alg",
    "token.endpoint.auth.signing.alg",
)
_OF_ADMINISTRATORS = "access.token.signed.response.alg"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change that names another algorithm; sets those that are not named."""
    if event.kind in CHANGES:
        secure(event, _ATTRIBUTES if event.updater.registers else (*_ATTRIBUTES, _OF_ADMINISTRATORS), configuration)


EXECUTOR = Executor("secure-signature-algorithm", execute=execute)
