"""Refresh (RFC 6749 section 6): rotation, reuse, offline tokens, all lifespans, in Keycloak's order of checks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import consents, sessions
from emulator.protocol.grants import Grant
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import refresh, resources, scopes, verify
from emulator.tokens.decision import BOUND, Decision
from emulator.tokens.verify import Verified
from emulator.web.call import Call


def decide(call: Call, client: Client) -> Decision:
    """New tokens for a refresh token of this client."""
    text = call.form.get("refresh_token")
    if text is None:
        events.drop(call.context)
        raise OAuthError("invalid_request", "No refresh token")
    client_policies.trigger(call.context, "TOKEN_REFRESH", client, {"refresh_token": text}, scope=call.form.get("scope"))
    context = call.context
    scope = call.form.get("scope")
    scopes.check(context.tables, client, scope)
    token = refresh.verified(context, text)
    refresh.check_client(token, client)
    refresh.check_key(context, token)
    if client.flag(BOUND):
        from emulator.protocol import confirmation

        confirmation.check_refresh(call, client, token)
    events.note(
        context, session_id=token.text("sid"), refresh_token_id=token.text("jti"), refresh_token_type=token.text("typ"),
        refresh_token_sub=token.text("sub"),
    )  # fmt: skip
    # As observed, only the user's own policy is for a session that is still there.
    _check_age(verify.is_stale_for_all(context, token))
    session, user = _session(context, token)
    mine = _client_session(context, session, client, token)
    _check_age(verify.is_stale(context, token))
    consents.check_still_there(context.tables, client, user, mine.scope)
    granted = token.scope
    asked = mine.scope if scope is None else _asked(scope, granted)
    in_force = scopes.permitted(context.tables, client, user, asked, frozenset(granted))
    mine = _rotated(context, session, client, mine, token)
    now = context.clock.seconds()
    mine = replace(mine, refreshed=now)
    session = sessions.with_client(replace(session, last_access=now), mine)
    sessions.keep(context, session)
    client_policies.trigger(context, "TOKEN_REFRESH_RESPONSE", client, scope=asked)
    kept = token.text("scope")
    events.note(context, age_of_refresh_token=str(now - token.issued_at))
    permissions = token.claims.get("authorization")
    return Decision(
        "rt", client, user, session, mine, asked, in_force,
        refresh=client.flag("use.refresh.tokens", default=True) and not context.terms.keeps_refresh_token,
        id_token=scopes.OPENID in granted, nonce=token.text("nonce") or None, refresh_scope=kept,
        claims={"authorization": permissions} if permissions else {}, original_resource=token.text(resources.CLAIM) or None,
    )  # fmt: skip


def _check_age(is_stale: bool) -> None:
    if is_stale:
        raise invalid("Stale token", "a not-before policy is newer than the token")


def _asked(scope: str, granted: Collection[str]) -> str:
    """What is asked for; ``openid`` comes back only to a token that has it."""
    return " ".join(word for word in scope.split() if word != scopes.OPENID or word in granted)


def _session(context: Context, token: Verified) -> tuple[UserSession, User]:
    session = sessions.find(context, token.text("sid"), token.offline)
    if session is None:
        what = "Offline user session not found" if token.offline else "Session not active"
        raise invalid(what, "the session has ended")
    user = context.tables.user(session.user_id)
    if user is None:
        raise invalid("Invalid refresh token", "the user does not exist any more")
    if not user.enabled:
        raise invalid("User disabled", f"user '{user.username}' is not enabled")
    if token.issued_at < session.started:
        raise invalid("Refresh token issued before the user session started", "the token is older than its session")
    return session, user


def _client_session(context: Context, session: UserSession, client: Client, token: Verified) -> ClientSession:
    mine = session.clients.get(client.id)
    if mine is None:
        reason = f"client '{client.client_id}' is no longer part of the session"
        raise invalid("Session doesn't have required client", reason)
    if not sessions.client_session_is_active(context, session, client):
        raise invalid("Client session not active", "the client's own session lifespan has passed")
    if token.issued_at < mine.started:
        raise invalid("refresh token issued before the client session started", "the client has logged in again since")
    return mine


def _rotated(context: Context, session: UserSession, client: Client, mine: ClientSession, token: Verified) -> ClientSession:
    """Counts the use of the token where the realm revokes used ones; too much of it ends the client's session."""
    realm = context.realm
    if not realm.revoke_refresh_token:
        return mine
    identifier = token.text("jti")
    if mine.refresh_id and identifier != mine.refresh_id and token.issued_at < mine.refresh_issued:
        sessions.leave(context, session, client, end_empty=False)
        raise invalid("Stale token", "the token was replaced by a newer one that has been used")
    uses = mine.refresh_uses if identifier == mine.refresh_id else 0
    if uses > realm.refresh_token_max_reuse:
        sessions.leave(context, session, client, end_empty=False)
        reason = f"the token was used {uses} times, its maximal reuse is {realm.refresh_token_max_reuse}"
        raise invalid("Maximum allowed refresh token reuse exceeded", reason)
    return replace(mine, refresh_id=identifier, refresh_uses=uses + 1, refresh_issued=token.issued_at)


def invalid(description: str, reason: str) -> OAuthError:
    """``invalid_grant`` with the reason for the log."""
    return OAuthError("invalid_grant", description, reason=reason, event="invalid_token")


GRANT = Grant(name="refresh_token", event="REFRESH_TOKEN", decide=decide)
