"""Token revocation (RFC 7009)."""

from __future__ import annotations

from collections.abc import Iterator

from emulator import client_policies
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import sessions
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.realm.views import Client, User
from emulator.state.records import Expiring, UserSession
from emulator.tokens import verify
from emulator.tokens.verify import Verified
from emulator.web import multipart
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_RENEWAL = ("Refresh", "Offline")
_KINDS = (*_RENEWAL, "Bearer", "DPoP")
_INVALID = {"error": "invalid_token", "error_description": "Invalid token"}


def revoke(call: Call) -> Response:
    """Ends a token: a refresh token with the client's part of its session, an access token alone."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    events.begin(call.context, "REVOKE_GRANT", call.form.get("client_id") or "")
    client = clients.authenticate(call, endpoint.EXPOSE)
    if client.bearer_only:
        events.drop(call.context)
        raise OAuthError("invalid_client", "Bearer-only not allowed")
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    call.take(multipart.fields(call))
    text = call.form.get("token")
    client_policies.trigger(call.context, "TOKEN_REVOKE", client, {"token": text} if text is not None else {})
    if text is None:
        raise OAuthError("invalid_request", "Token not provided")
    endpoint.check_duplicates(call)
    context = call.context
    try:
        token = verify.access_token(context, text, revoked_too=True, expired_too=True)
    except verify.NotValid as error:
        call.log.append(f"nothing revoked: {error}")
        events.refuse(context, "invalid_token")
        return json_response(_INVALID)
    kind = token.text("typ")
    if kind not in _KINDS:
        events.note(context, reason="Unsupported token type")
        raise OAuthError("unsupported_token_type", "Unsupported token type", reason=f"its typ is '{kind}'", event="invalid_token_type")
    if token.text("azp") != client.client_id and token.permanent is None:
        reason = f"the token is of client '{token.text('azp')}', not of '{client.client_id}'"
        raise OAuthError("invalid_request", "Unmatching clients", reason=reason)
    if not _takes_part(context, client, token):
        events.refuse(context, "user_session_not_found")
        return json_response(_INVALID)
    user = _user(context, token)
    exchanged = _end_exchanged(context, client, token)
    end(context, client, token)
    events.note(context, user=user, token_exchange_revoked_clients=",".join(exchanged))
    if kind in _RENEWAL:
        events.note(
            context,
            session_id=token.text("sid"),
            refresh_token_id=token.text("jti"),
            refresh_token_type=kind,
            revoked_client=client.client_id,
        )
    else:
        events.note(context, token_id=token.text("jti"))
    events.succeed(context)
    if token.permanent is not None:
        from emulator.tokens.api_tokens import shown as api_tokens

        api_tokens.record(call.context, api_tokens.REMOVED, token.permanent, client.client_id)
    return Response(200)


def _takes_part(context: Context, client: Client, token: Verified) -> bool:
    """Whether the session of a token is there, with the client in it where it is not there for this token alone."""
    renews = token.text("typ") in _RENEWAL
    if token.transient or token.permanent is not None:
        return not renews
    session = sessions.find(context, token.text("sid"), token.offline)
    return session is not None and (token.apart or client.id in session.clients)


def _user(context: Context, token: Verified) -> User | None:
    """The user of the token's session, as a token need not name its user."""
    session = sessions.find(context, token.text("sid"), token.offline) if "sid" in token.claims else None
    return context.tables.user(session.user_id if session is not None else token.text("sub"))


def _end_exchanged(context: Context, client: Client, token: Verified) -> list[str]:
    """Takes those out of the session who have their part in it by an exchange of the client's tokens, and by exchanges of theirs."""
    session = sessions.find(context, token.text("sid"), token.offline) if not token.transient and token.permanent is None else None
    if session is None:
        return []
    names = []
    # By then the client whose refresh token it is has no part in the session any more.
    gone = {client.id} if token.text("typ") in _RENEWAL else set()
    for client_id in _exchangers(session, client.id, gone):
        other = context.tables.client_by_id(client_id)
        if other is not None:
            names.append(other.client_id)
            sessions.leave(context, sessions.find(context, session.id, session.offline) or session, other, end_empty=False)
    return names


def _exchangers(session: UserSession, client_id: str, seen: set[str]) -> Iterator[str]:
    for one, part in session.clients.items():
        if client_id in part.exchanged_from and one not in seen:
            seen.add(one)
            yield one
            yield from _exchangers(session, one, seen)


def end(context: Context, client: Client | None, token: Verified) -> None:
    """An opaque access token takes the refresh tokens that belong to it along; a JWT is refused by its ``jti``.

    An API token ends whoever brings it, as its bearer may do all else that it allows.
    """
    if token.permanent is not None:
        from emulator.state import api_tokens

        api_tokens.forget(context.tables, token.permanent)
        return
    session = sessions.find(context, token.text("sid"), token.offline) if not token.transient else None
    if token.opaque or token.text("typ") in _RENEWAL:
        if session is not None and client is not None:
            sessions.leave(context, session, client)
            # As observed, the client leaves the online session of the same login too.
            online = sessions.find(context, session.id) if session.offline else None
            if online is not None:
                sessions.leave(context, online, client)
        else:
            _forget_opaque(context, token)
        return
    identifier = token.text("jti")
    expires = token.claims.get("exp")
    context.tables.revoked.put(identifier, Expiring(identifier, expires if isinstance(expires, int) else 0))


def _forget_opaque(context: Context, token: Verified) -> None:
    record = context.tables.opaque_tokens.one("jti", token.text("jti"))
    if record is not None:
        context.tables.opaque_tokens.delete(record.id)


ROUTES = [Route("POST", "/realms/{realm}/protocol/openid-connect/revoke", revoke, preflight="POST, OPTIONS")]
