"""Refresh (RFC 6749 section 6): rotation, reuse, offline tokens, all lifespans, in Keycloak's order of checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import consents, sessions
from emulator.protocol.grants import Grant
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import organizations, resources, rotation, scopes, verify
from emulator.tokens import refresh as refresh_tokens
from emulator.tokens.decision import BOUND, Decision
from emulator.tokens.issue import AUDIENCE
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
    token = refresh_tokens.verified(context, text)
    refresh_tokens.check_client(token, client)
    refresh_tokens.check_key(context, token)
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
    granted = token.scope
    asked = token.text("scope") if not scope else _asked(context, client, scope, granted)
    consents.check_still_there(context.tables, client, user, asked)
    organization = organizations.of_token(context.tables, user, token.claims)
    in_force = scopes.permitted(context.tables, client, user, asked, frozenset((*granted, *asked.split(" "))))
    _check_reuse(context, session, client, mine, token)
    now = context.clock.seconds()
    renewed = client.flag("use.refresh.tokens", default=True)
    revokes = context.realm.revoke_refresh_token
    if revokes:
        mine = replace(mine, renewals=rotation.used(mine, token, now, renewed=renewed))
    mine = replace(mine, refreshed=now)
    session = sessions.with_client(replace(session, last_access=now), mine)
    sessions.keep(context, session)
    client_policies.trigger(context, "TOKEN_REFRESH_RESPONSE", client, scope=asked)
    kept = token.text("scope")
    whole = renewed and scopes.OFFLINE_ACCESS in granted
    events.note(context, age_of_refresh_token=str(now - token.issued_at))
    permissions = token.claims.get("authorization")
    return Decision(
        "rt", client, user, session, mine, asked, in_force,
        refresh=renewed and not context.terms.keeps_refresh_token, id_token=scopes.has_openid(mine.scope),
        family=token.text(rotation.FAMILY) if revokes else "",
        answered=scopes.permitted(context.tables, client, user, kept, frozenset(granted)) if whole else None,
        nonce=token.text("nonce") or None, refresh_scope=kept, organization=organization, kept_audience=_audience(token, whole),
        claims={"authorization": permissions} if permissions else {}, original_resource=token.text(resources.CLAIM) or None,
    )  # fmt: skip


def _check_age(is_stale: bool) -> None:
    if is_stale:
        raise invalid("Stale token", "a not-before policy is newer than the token")


def _audience(token: Verified, whole: bool) -> frozenset[str]:
    """The audience that an exchange asked for; as observed the next refresh token keeps it, and access tokens do not."""
    names = token.claims.get(AUDIENCE)
    return frozenset(names) if isinstance(names, list) and not whole else frozenset()


def _asked(context: Context, client: Client, scope: str, granted: Sequence[str]) -> str:
    """What was granted and is asked for again; of organizations those that the one leaves of the other."""
    again = scope.split(" ")
    kept = (word if word in again else organizations.renewed(context.tables, client, word, again) for word in granted)
    return " ".join(word for word in kept if word is not None)


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


def _check_reuse(context: Context, session: UserSession, client: Client, mine: ClientSession, token: Verified) -> None:
    """Ends the client's session where the realm revokes used tokens, and this one was used too often."""
    said, reason = rotation.fault(context.realm, mine, token) if context.realm.revoke_refresh_token else ("", "")
    if said:
        sessions.leave(context, session, client, end_empty=False)
        raise invalid(said, reason)


def invalid(description: str, reason: str) -> OAuthError:
    """``invalid_grant`` with the reason for the log."""
    return OAuthError("invalid_grant", description, reason=reason, event="invalid_token")


GRANT = Grant(name="refresh_token", event="REFRESH_TOKEN", decide=decide)
