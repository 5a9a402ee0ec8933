"""User sessions: found, checked against the realm's lifespans, started and ended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from emulator.context import Context
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import lifespans, opaque

BEGAN_OFFLINE = "began offline"
"""Note of the client that a login began for, where it asked for offline access."""
LOGGING_OUT = "logging out"
"""Note of a session that ends when the browser comes back from the identity provider; a login in between takes it away."""
_OFFLINE = "offline:"
_GRACE = 120
_LONGEST_USER_AGENT = 512
PART = 500
"""Sessions that end in one go: a few milliseconds."""


def start(
    context: Context, user: User, *, offline: bool = False, identifier: str = "", notes: Mapping[str, str] | None = None
) -> UserSession:
    """A new session of the user, not yet kept."""
    now = context.clock.seconds()
    return UserSession(
        id=identifier or context.ids.session(),
        user_id=user.id,
        username=user.username,
        started=now,
        last_access=now,
        ip_address=context.remote_address,
        offline=offline,
        notes=notes or {},
        user_agent=_program(context.user_agent),
    )


def _program(user_agent: str | None) -> str | None:
    """What a session remembers of a ``User-Agent`` header, one text for all sessions of one program; nothing of one that is too long."""
    return sys.intern(user_agent) if user_agent is not None and len(user_agent) <= _LONGEST_USER_AGENT else None


def join(
    context: Context, session: UserSession, client: Client, scope: str | None, notes: Mapping[str, str] | None = None
) -> tuple[UserSession, ClientSession]:
    """The session with a fresh part of the client in it, not yet kept."""
    now = context.clock.seconds()
    mine = ClientSession(client.id, started=now, refreshed=now, scope=scope or "", notes=notes or {})
    return with_client(session, mine), mine


def resumed(session: UserSession) -> UserSession:
    """The session after a login with it: a logout that waits for an identity provider does not end it any more."""
    if LOGGING_OUT not in session.notes:
        return session
    return replace(session, notes={name: value for name, value in session.notes.items() if name != LOGGING_OUT})


def with_client(session: UserSession, mine: ClientSession) -> UserSession:
    """The session with this client session in place of the client's former one."""
    return replace(session, clients={**session.clients, mine.client_id: mine})


def keep(context: Context, session: UserSession) -> None:
    """Stores the session."""
    context.tables.user_sessions.put(_key(session.id, session.offline), session)


def find(context: Context, identifier: str, offline: bool = False) -> UserSession | None:
    """The session if it exists and has not ended; one that has is removed."""
    session = context.tables.user_sessions.get(_key(identifier, offline))
    if session is None:
        return None
    if is_active(context, session):
        return session
    end(context, session)
    return None


def is_active(context: Context, session: UserSession) -> bool:
    """Whether neither the idle time nor the maximum of the session has passed, and its user exists."""
    if session.user_id not in context.tables.users:
        return False
    if any(_unending(context, client_id) for client_id in session.clients):
        return True
    now = context.clock.seconds()
    maximum = lifespans.session_max(context.realm, session)
    if maximum != lifespans.NEVER and maximum <= now:
        return False
    return session.last_access + lifespans.session_idle(context.realm, session) + _GRACE > now


def client_session_is_active(context: Context, session: UserSession, client: Client) -> bool:
    """Whether the client takes part in the session and its own lifespans have not passed."""
    mine = session.clients.get(client.id)
    if mine is None:
        return False
    if lifespans.never_expires(client):
        return True
    now = context.clock.seconds()
    maximum = lifespans.client_session_max(context.realm, session, mine, client)
    if maximum != lifespans.NEVER and maximum <= now:
        return False
    return mine.refreshed + lifespans.client_session_idle(context.realm, session, client) + _GRACE > now


def end(context: Context, session: UserSession) -> None:
    """Ends the session and every opaque token that belongs to it."""
    context.tables.user_sessions.delete(_key(session.id, session.offline))
    for record in context.tables.opaque_tokens.many("session", session.id):
        context.tables.opaque_tokens.delete(record.id)


def leave(context: Context, session: UserSession, client: Client, end_empty: bool = True) -> None:
    """Takes the client out of the session, with its opaque tokens; a session that nobody is left in ends (``end_empty``)."""
    opaque.forget(context, session.id, client.client_id)
    remaining = {key: mine for key, mine in session.clients.items() if key != client.id}
    if remaining or not end_empty:
        keep(context, replace(session, clients=remaining))
    else:
        end(context, session)


def leave_all(context: Context, client: Client) -> None:
    """Takes the client out of all of its sessions, of which those that nobody is left in stay."""
    table = context.tables.user_sessions

    def leave_part(part: Sequence[str]) -> None:
        for session in (table.get(key) for key in part):
            if session is not None:
                leave(context, session, client, end_empty=False)

    context.answers.in_parts(("sessions with", client.id), list(table.having("client", client.id)), PART, leave_part)


def give_way(context: Context, session: UserSession) -> None:
    """Removes an online session whose offline one stays; tokens of the login live on with that."""
    context.tables.user_sessions.delete(_key(session.id, False))


def end_all_of(context: Context, user_id: str) -> None:
    """Ends every session of a user."""
    end_those(context, ("sessions of", user_id), context.tables.user_sessions.having("user", user_id))


def end_those(
    context: Context,
    question: Hashable,
    keys: Iterable[str],
    which: Callable[[UserSession], bool] = bool,
    end_one: Callable[[Context, UserSession], None] = end,
) -> None:
    """Ends ``which`` of the sessions with these keys of their table, of many a part at a time. ``question`` is this request's for them."""
    table = context.tables.user_sessions

    def end_part(part: Sequence[str]) -> None:
        for session in (table.get(key) for key in part):
            if session is not None and which(session):
                end_one(context, session)

    context.answers.in_parts(question, list(keys), PART, end_part)


def _unending(context: Context, client_id: str) -> bool:
    client = context.tables.client_by_id(client_id)
    return client is not None and lifespans.never_expires(client)


def _key(identifier: str, offline: bool) -> str:
    return _OFFLINE + identifier if offline else identifier
