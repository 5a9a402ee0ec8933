"""Token exchange version 1: of tokens of this realm, in somebody else's name, and with identity providers. All as observed."""

from __future__ import annotations

from dataclasses import replace

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import bearer, sessions
from emulator.protocol import exchange_rights
from emulator.protocol.exchange_refusal import refused
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import scopes
from emulator.tokens.decision import Decision
from emulator.tokens.verify import Verified
from emulator.web.call import Call
from emulator.web.response import Response

TYPES = "urn:ietf:params:oauth:token-type:"
ACCESS, REFRESH, SAML = f"{TYPES}access_token", f"{TYPES}refresh_token", f"{TYPES}saml2"
_IMPERSONATED = "impersonate"


def decide(call: Call, client: Client) -> Decision | Response:
    """Tokens for somebody at the audience, or an identity provider's own token of theirs. Raises OAuthError."""
    form = call.form
    user: User | None = None
    session: UserSession | None = None
    token: Verified | None = None
    text = form.get("subject_token")
    if text is not None:
        from emulator.protocol import exchange_external

        issuer = exchange_external.issuer(call, text)
        if issuer is not None:
            user, session = exchange_external.login(call, client, issuer, text)
            return _issued(call, client, user, session, None, of_holder=False)
        login, token = _subject(call, text)
        user, session = login.user, login.session
    requested = form.get("requested_subject")
    if requested is not None:
        user, session = _impersonated(call, client, requested, user, token)
    provider = form.get("requested_issuer")
    if provider is not None:
        from emulator.protocol import exchange_external

        return exchange_external.stored(call, client, user, session, provider)
    return _issued(call, client, user, session, token, of_holder=text is not None or requested is None)


def _subject(call: Call, text: str) -> tuple[bearer.Login, Verified]:
    context = call.context
    kind = call.form.get("subject_token_type")
    if kind is not None and kind != ACCESS:
        events.note(context, reason="subject_token supports access tokens only")
        raise OAuthError("invalid_request", "Invalid token type, must be access token", event="invalid_token")
    try:
        return bearer.authenticate(context, text)
    except bearer.NotAccepted as error:
        events.note(context, reason="subject_token validation failure")
        raise OAuthError("invalid_request", "Invalid token", reason=str(error), event="invalid_token") from error


def _impersonated(call: Call, client: Client, name: str, holder: User | None, token: Verified | None) -> tuple[User, UserSession]:
    """Whom the client asks to stand for, if it may, in a session of their own."""
    context = call.context
    events.note(context, requested_subject=name)
    document = context.tables.users.one("username", name.lower()) or context.tables.users.get(name)
    user = User(document) if document is not None else None
    if user is None or not user.enabled:
        raise refused(context, "requested_subject not found")
    notes = {}
    if token is not None and holder is not None:
        events.note(context, impersonator=holder.username)
        if not exchange_rights.may_impersonate(call, client, holder, token, user):
            raise refused(context, "subject not allowed to impersonate")
        notes = {"IMPERSONATOR_ID": holder.id, "IMPERSONATOR_USERNAME": holder.username}
    elif client.public:
        raise refused(context, "public clients not allowed")
    elif not exchange_rights.client_may_impersonate(call, client, user):
        raise refused(context, "client not allowed to impersonate")
    return user, sessions.start(context, user, notes=notes)


def _issued(
    call: Call, client: Client, user: User | None, session: UserSession | None, token: Verified | None, *, of_holder: bool
) -> Decision:
    """Tokens for a client as the audience; ``of_holder`` says that a public client has to be the one that the token was issued to."""
    context = call.context
    kind = _requested_type(call)
    targets = _targets(call, client)
    for audience in targets:
        _check_audience(call, client, audience, token, of_holder=of_holder)
    target = targets[0]
    if user is None:
        raise OAuthError("invalid_request", "Parameter 'subject_token' or 'requested_subject' required", reason="whose token is asked for?")
    scope = _scope(call, target, token)
    kept = session is not None
    session, mine, joined = _joined(context, session or sessions.start(context, user), client, target, scope, kept=kept)
    renews = kind == REFRESH and kept and client.flag("use.refresh.tokens", default=True)
    events.note(context, audience=target.client_id)
    return Decision(
        "na", client, user, session, mine, scope, scopes.permitted(context.tables, target, user, scope), transient=not kept,
        refresh=renews, id_token=scopes.has_openid(scope), extra={"issued_token_type": REFRESH if renews else ACCESS},
        mapped_as=target, mapped_session=joined, more_audience="" if target.id == client.id else target.client_id,
    )  # fmt: skip


def _joined(
    context: Context, session: UserSession, client: Client, target: Client, scope: str | None, *, kept: bool
) -> tuple[UserSession, ClientSession, ClientSession]:
    """The session with both clients in it, and their parts of it; what there is already goes on."""
    joined = session.clients.get(target.id)
    if joined is not None and sessions.client_session_is_active(context, session, target):
        joined = replace(joined, scope=scope or "")
        session = sessions.with_client(session, joined)
    else:
        session, joined = sessions.join(context, session, target, scope)
    mine = session.clients.get(client.id)
    if mine is None or not sessions.client_session_is_active(context, session, client):
        session, mine = sessions.join(context, session, client, scope)
    if kept:
        sessions.keep(context, session)
    return session, mine, joined


def _requested_type(call: Call) -> str:
    kind = call.form.get("requested_token_type")
    if kind is not None and kind not in (ACCESS, REFRESH, SAML):
        events.note(call.context, reason="requested_token_type unsupported")
        raise OAuthError("invalid_request", "requested_token_type unsupported")
    events.note(call.context, requested_token_type=kind or REFRESH)
    return kind or REFRESH


def _targets(call: Call, client: Client) -> list[Client]:
    """The clients that the token is asked for; the client itself where it names none."""
    context, targets = call.context, []
    for name in call.form.values("audience"):
        target = context.tables.client(name)
        if target is None:
            events.note(context, audience=name, reason="audience not found")
            raise OAuthError("invalid_client", "Audience not found", reason=f"there is no client '{name}'", event="client_not_found")
        targets.append(target)
    return targets or [client]


def _check_audience(call: Call, client: Client, target: Client, token: Verified | None, *, of_holder: bool) -> None:
    context, name = call.context, target.client_id
    if target.consent_required:
        events.note(context, audience=name, reason="audience requires consent")
        raise OAuthError("invalid_client", "Client requires user consent", event="consent_denied")
    if not target.enabled:
        events.note(context, audience=name, reason="audience client disabled")
        raise OAuthError("invalid_client", "Client disabled", event="client_disabled")
    holds = token is not None and token.text("azp") == client.client_id
    if client.public and of_holder and not holds:
        raise refused(context, "client is not the token holder", "Client is not the holder of the token")
    if target.id != client.id:
        if not exchange_rights.may_exchange_to(call, client, target, token):
            events.note(context, audience=name)
            raise refused(context, "client not allowed to exchange to audience")
    elif not client.public and not holds and token is not None and client.client_id not in token.audience:
        raise refused(context, "client is not within the token audience", "Client is not within the token audience")


def _scope(call: Call, target: Client, token: Verified | None) -> str | None:
    """The scope that the subject token has, of that what the parameter names, as far as the target knows it."""
    asked = call.form.get("scope")
    has = token.text("scope") if token is not None and "scope" in token.claims else None
    if has is None:
        return asked
    words = has.split() if asked is None else [word for word in asked.split() if word in has.split()]
    known = {scopes.OPENID, *target.default_client_scopes, *target.optional_client_scopes}
    return " ".join(word for word in words if word in known)
