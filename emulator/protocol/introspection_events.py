"""What the events of introspection say of a token, as observed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.context import Context, events
from emulator.login import bearer
from emulator.realm.views import Client, User
from emulator.tokens.verify import Verified

_READ = "Access token JWT check failed"


class ForOthers(bearer.NotAccepted):
    """A token that holds, and is not for the client that asks; ``claims`` are what it says."""

    def __init__(self, caller: Client, audience: list[str], claims: Mapping[str, Any] | None = None) -> None:
        self.claims = claims
        name = caller.client_id
        super().__init__("", f"client '{name}' is not in its audience {audience}", f"Client '{name}' is not in the token audience")


class UsedUp(bearer.NotAccepted):
    """A refresh token of a realm that revokes those which were used."""

    def __init__(self, token: Verified, why: str) -> None:
        kind = token.text("typ")
        said = f"Realm revoke refresh token, token type is {kind} and token is not eligible for introspection"
        super().__init__("", why, said)


def note(context: Context, token: Verified, user: User | None) -> None:
    """A token that could be read, and whose login was looked for."""
    _note_token(context, token)
    events.note(context, user=user, session_id=token.text("sid"))


def refuse(context: Context, error: bearer.NotAccepted) -> None:
    """Stores the event of a token that is not active."""
    token = error.token
    if token is None:
        events.note(context, reason=error.said if isinstance(error, (ForOthers, UsedUp)) else _READ)
        events.refuse(context, "invalid_token")
        return
    _note_token(context, token)
    client_id = token.text("azp")
    about = f"Introspection access token for {client_id} client"
    if not isinstance(error, bearer.Gone):
        revoked = not error.said
        events.note(context, reason=f"{about}: {'JWT check failed' if revoked else 'invalid_token_type'}")
        events.note(context, session_id="" if revoked else token.text("sid"))
        events.refuse(context, "invalid_token" if revoked else "invalid_token_type")
        return
    if error.code == "client_disabled":
        events.note(context, reason=f"Client with clientId {client_id} is disabled")
    elif error.code == "client_not_found":
        events.note(context, reason=f"Client with clientId {client_id} does not exist")
    else:
        disabled = error.code == "user_disabled"
        reason = f"Could not find valid user from user session {token.text('sid')}" if disabled else f"{about}: {error.code}"
        events.note(context, user=error.user, session_id=token.text("sid"), reason=reason)
    events.refuse(context, error.code)


def _note_token(context: Context, token: Verified) -> None:
    events.note(context, token_id=token.text("jti"), token_type=token.text("typ"), token_issued_for=token.text("azp"))
