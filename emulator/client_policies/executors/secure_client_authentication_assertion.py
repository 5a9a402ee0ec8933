"""Client assertions for this realm and nothing else: their audience is its issuer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, Kind, refused
from emulator.client_policies.executors import Executor
from emulator.keys import jws

_WHERE: frozenset[Kind] = frozenset({"TOKEN_REQUEST", "TOKEN_REFRESH", "TOKEN_REVOKE", "TOKEN_INTROSPECT", "PUSHED_AUTHORIZATION_REQUEST"})


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for an assertion for others too, or for another of the realm's URLs."""
    text = event.context.presented().assertion if event.context is not None else None
    if event.kind not in _WHERE or event.context is None or text is None:
        return
    try:
        audience = jws.decode(text).claims.get("aud")
    except jws.InvalidToken as error:
        raise refused("invalid_request", "invalid client assertion") from error
    if (audience if isinstance(audience, list) else [audience]) != [event.context.issuer]:
        raise refused("invalid_request", "invalid audience in client assertion")


EXECUTOR = Executor("secure-client-authentication-assertion", execute=execute)
