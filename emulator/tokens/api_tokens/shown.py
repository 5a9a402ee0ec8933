"""API tokens as the Account and the Admin REST API show them, and the events of them: they are credentials of their owner."""

from __future__ import annotations

from typing import Any

from emulator.context import Context, events
from emulator.state.api_tokens import TYPE
from emulator.state.records import ApiToken
from emulator.state.store import RealmTables
from emulator.tokens.api_tokens import claims as api_tokens

CREATED, REMOVED = "UPDATE_CREDENTIAL", "REMOVE_CREDENTIAL"


def representation(tables: RealmTables, token: ApiToken) -> dict[str, Any]:
    """What may be shown of a token: nothing of its secret. Dates are in epoch milliseconds; what is not limited is absent."""
    shown: dict[str, Any] = {"id": token.id, "label": token.label, "prefix": token.public, "createdDate": token.created * 1000}
    if token.last_used:
        shown["lastUsedDate"] = token.last_used * 1000
    if token.expires:
        shown["expirationDate"] = token.expires * 1000
    if token.roles is not None:
        shown["roles"] = [name for name in (api_tokens.name_of(tables, role_id) for role_id in token.roles) if name]
    if token.scopes is not None:
        shown["scopes"] = list(token.scopes)
    return shown


def record(context: Context, kind: str, token: ApiToken, client_id: str, session_id: str = "") -> None:
    """Stores the event that a client and, in a session, the owner made or ended a token."""
    details = {"credential_type": TYPE, "credential_id": token.id, "credential_user_label": token.label}
    events.record(context, kind, client_id, context.tables.user(token.user_id), session_id, details=details)
