"""JWT authorization grants of no more scopes than the assertion has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor
from emulator.keys import jws


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a scope that the assertion has not, and notes those that it has for who decides on scopes."""
    if event.kind != "JWT_AUTHORIZATION_GRANT" or event.context is None:
        return
    try:
        said = jws.decode(event.parameters.get("assertion", "")).claims.get("scope")
    except jws.InvalidToken as error:
        raise refused("invalid_request", "Assertion contains an invalid access token") from error
    held = list(dict.fromkeys(said.split())) if isinstance(said, str) else []
    missing = [word for word in dict.fromkeys((event.scope or "").split()) if word not in held]
    if missing:
        description = f"Scopes [{', '.join(missing)}] not present in the initial access token [{', '.join(held)}]"
        raise refused("invalid_scope", description)
    event.context.terms.only_scopes = frozenset(held)


EXECUTOR = Executor("downscope-assertion-grant-enforcer", execute=execute)
