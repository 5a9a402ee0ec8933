"""The login behind a token: its client, user and session, or why there is none any more."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.login import sessions
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens.context import Context
from emulator.tokens.verify import Verified


class Gone(ValueError):
    """The token's login has ended; ``error`` is what Keycloak calls it."""

    def __init__(self, error: str, reason: str) -> None:
        self.error = error
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Login:
    """Whose token it is. ``session`` and ``client_session`` are None for a token without a session."""

    client: Client
    user: User
    session: UserSession | None
    client_session: ClientSession | None


def login(context: Context, token: Verified) -> Login:
    """The login of a verified token; raises Gone."""
    client = context.tables.client(token.text("azp"))
    if client is None:
        raise Gone("Token verification failed", f"client '{token.text('azp')}' does not exist")
    if not client.enabled:
        raise Gone("Client disabled", f"client '{client.client_id}' is not enabled")
    session, mine = None, None
    if not token.transient:
        session = sessions.find(context, token.text("sid"), token.offline)
        if session is None:
            raise Gone("user_session_not_found", "the session has ended")
        mine = session.clients.get(client.id)
        if mine is None and token.text("jti")[:1] not in ("n", "f"):
            raise Gone("user_session_not_found", f"client '{client.client_id}' is no longer part of the session")
    identifier = session.user_id if session is not None else token.text("sub")
    user = context.tables.user(identifier)
    if user is None:
        raise Gone("user_session_not_found", "the user does not exist any more")
    if not user.enabled:
        raise Gone("User disabled", f"user '{user.username}' is not enabled")
    if session is not None and token.issued_at < (mine.started if mine is not None else session.started):
        raise Gone("invalid_token", "the token is older than its session")
    return Login(client, user, session, mine)
