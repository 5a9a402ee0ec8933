"""What grants that start or continue a session share."""

from __future__ import annotations

from dataclasses import replace

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.realm.views import Client, User
from emulator.state.records import UserSession
from emulator.tokens import organizations, scopes
from emulator.tokens.decision import Decision
from emulator.tokens.scopes import ScopeSet


def decision(
    context: Context,
    grant: str,
    client: Client,
    user: User,
    session: UserSession,
    scope: str | None,
    nonce: str | None = None,
    notes: dict[str, str] | None = None,
) -> Decision:
    """Tokens for a user in a session that the client joins; with ``offline_access`` the session is an offline one."""
    in_force = scopes.permitted(context.tables, client, user, scope)
    if scopes.is_offline(context.tables, client, scope):
        events.note(context, user=user, session_id=session.id)
        check_offline(context, client, user, in_force)
        session = _offline(context, session)
    session, _ = sessions.join(context, session, client, scope, notes)
    sessions.keep(context, session)
    return _decision(context, grant, client, user, session, scope, nonce, in_force)


def of_login(
    context: Context, grant: str, client: Client, user: User, session: UserSession, scope: str | None, nonce: str | None
) -> Decision:
    """Tokens for a login in a browser, whose session has the client in it.

    A session that began with a request for ``offline_access`` gives way to the offline one, as observed.
    """
    if not scopes.is_offline(context.tables, client, scope):
        in_force = scopes.permitted(context.tables, client, user, scope)
        return _decision(context, grant, client, user, session, scope, nonce, in_force)
    notes = dict(session.clients[client.id].notes)
    began_offline = notes.pop(sessions.BEGAN_OFFLINE, None)
    decided = decision(context, grant, client, user, session, scope, nonce, notes)
    if began_offline:
        sessions.give_way(context, session)
    return decided


def go_offline(context: Context, client: Client, user: User, session: UserSession, scope: str | None) -> None:
    """Begins the offline session of a login already where tokens come with the code; raises OAuthError."""
    check_offline(context, client, user, scopes.permitted(context.tables, client, user, scope))
    joined, _ = sessions.join(context, _offline(context, session), client, scope, dict(session.clients[client.id].notes))
    sessions.keep(context, joined)


def _offline(context: Context, session: UserSession) -> UserSession:
    """The offline session of a session, with the clients that are in it already."""
    return sessions.find(context, session.id, offline=True) or replace(session, offline=True, clients={})


def _decision(
    context: Context, grant: str, client: Client, user: User, session: UserSession, scope: str | None, nonce: str | None, in_force: ScopeSet
) -> Decision:
    mine = session.clients[client.id]
    return Decision(
        grant, client, user, session, mine, scope, in_force,
        organization=organizations.chosen(context.tables, client, user, scope, mine.notes),
        refresh=client.flag("use.refresh.tokens", default=True), id_token=scopes.has_openid(scope), nonce=nonce,
    )  # fmt: skip


def check_offline(context: Context, client: Client, user: User, in_force: ScopeSet) -> None:
    """Raises OAuthError unless the user may have offline tokens of this client."""
    if not may_be_offline(context, client, user, in_force):
        raise OAuthError("not_allowed", "Offline tokens not allowed for the user or client")


def may_be_offline(context: Context, client: Client, user: User, in_force: ScopeSet) -> bool:
    """Whether the user has the realm role ``offline_access`` and the client may see it."""
    realm_roles, _ = scopes.access(context.tables, client, user, in_force)
    return scopes.OFFLINE_ACCESS in realm_roles
