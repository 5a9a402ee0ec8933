"""What grants that start or continue a session share."""

from __future__ import annotations

from dataclasses import replace

from emulator.context import Context
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.realm.views import Client, User
from emulator.state.records import UserSession
from emulator.tokens import scopes
from emulator.tokens.issue import Decision
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
    offline = any(client_scope.name == scopes.OFFLINE_ACCESS for client_scope in scopes.requested(context.tables, client, scope))
    if offline and not may_be_offline(context, client, user, in_force):
        raise OAuthError("not_allowed", "Offline tokens not allowed for the user or client")
    if offline:
        session = replace(session, offline=True, clients={})
    session, mine = sessions.join(context, session, client, scope, notes)
    renew = client.flag("use.refresh.tokens", default=True)
    sessions.keep(context, session)
    return Decision(
        grant, client, user, session, mine, scope, in_force,
        refresh=renew, id_token=scopes.has_openid(scope), nonce=nonce,
    )  # fmt: skip


def may_be_offline(context: Context, client: Client, user: User, in_force: ScopeSet) -> bool:
    """Whether the user has the realm role ``offline_access`` and the client may see it."""
    realm_roles, _ = scopes.access(context.tables, client, user, in_force)
    return scopes.OFFLINE_ACCESS in realm_roles
