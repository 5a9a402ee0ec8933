"""Opaque access tokens: random strings whose claims stay in the realm's tables (an extension to Keycloak).

A client has them when its attribute ``access.token.format`` is ``opaque``. Only a SHA-256 of the token is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.realm.views import Client
from emulator.state.records import OpaqueToken

FORMAT = "access.token.format"


def wanted(client: Client) -> bool:
    """Whether the client's access tokens are opaque."""
    return client.attributes.get(FORMAT) == "opaque"


def remember(context: Context, claims: Mapping[str, Any], session_id: str, expires: int) -> str:
    """A new token that stands for ``claims``; ``expires`` is in epoch seconds, 0 for never."""
    token = context.ids.opaque()
    key = _key(token)
    context.tables.opaque_tokens.put(key, OpaqueToken(key, session_id, dict(claims), expires))
    return token


def find(context: Context, token: str) -> OpaqueToken | None:
    """The record of a token, or None if it is unknown, expired or revoked."""
    tokens = context.tables.opaque_tokens
    found = tokens.get(_key(token)) if len(tokens) else None
    if found is None or (found.expires and found.expires <= context.clock.seconds()):
        return None
    return found


def forget(context: Context, session_id: str, client_id: str) -> None:
    """Ends all opaque tokens of a client in a session; ``client_id`` is the client's ``clientId``."""
    for record in context.tables.opaque_tokens.many("session", session_id):
        if record.claims.get("azp") == client_id:
            context.tables.opaque_tokens.delete(record.id)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
