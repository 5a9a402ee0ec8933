"""Standard token exchange (RFC 8693), version 2 of Keycloak's, and the way to version 1 where that is on."""

from __future__ import annotations

from dataclasses import replace

from emulator import client_policies
from emulator.configuration.features import TOKEN_EXCHANGE_V1
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.login import bearer, consents
from emulator.login.sessions import client_session_is_active, join, keep, start, with_client
from emulator.protocol import user_tokens
from emulator.protocol.exchange_refusal import refused
from emulator.protocol.grants import Grant
from emulator.realm.views import Client
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import scopes, verify
from emulator.tokens.decision import Decision
from emulator.tokens.draft import Subject, java_order
from emulator.tokens.issue import access_kind
from emulator.tokens.scopes import ScopeSet
from emulator.web.call import Call
from emulator.web.response import Response

_TYPES = "urn:ietf:params:oauth:token-type:"
_ACCESS, _ID, _REFRESH = f"{_TYPES}access_token", f"{_TYPES}id_token", f"{_TYPES}refresh_token"
_NOT_SUPPORTED = ("requested_subject", "subject_issuer", "requested_issuer")
_REFRESH_ENABLED = "standard.token.exchange.enableRefreshRequestedTokenType"
_NO_REFRESH = ("", "NO", "no")


def decide(call: Call, client: Client) -> Decision | Response:
    """A token of the same user for this client, with a narrower audience if asked; what this version knows nothing of is the other's."""
    form, context = call.form, call.context
    events.note(context, auth_method="token_exchange")
    if TOKEN_EXCHANGE_V1 in call.emulator.settings.features and not _is_standard(call, client):
        from emulator.protocol import exchange_v1

        client_policies.trigger(context, "TOKEN_EXCHANGE_REQUEST", client, scope=form.get("scope"))
        return exchange_v1.decide(call, client)
    for name in _NOT_SUPPORTED:
        if form.get(name) is not None:
            raise _refused(f"Parameter '{name}' is not supported for standard token exchange")
    if not client.flag("standard.token.exchange.enabled"):
        raise _refused("Standard token exchange is not enabled for the requested client")
    subject_token = _required(call, "subject_token")
    if _required(call, "subject_token_type") != _ACCESS:
        raise _refused("Parameter 'subject_token' supports access tokens only")
    client_policies.trigger(context, "TOKEN_EXCHANGE_REQUEST", client, scope=form.get("scope"))
    events.note(context, requested_token_type=form.get("requested_token_type"))
    login, within = _subject(call, client, subject_token)
    session_id = login.session.id if login.session is not None else ""
    events.note(
        context, user=login.user, session_id=session_id, username=login.user.username, subject_token_client_id=login.client.client_id,
        requested_token_type=form.get("requested_token_type") or _ACCESS,
    )  # fmt: skip
    requested = _requested_type(call, client)
    if login.api_token is not None and requested != _ACCESS:
        raise _refused("requested_token_type unsupported", "an API token is exchanged for access tokens only")
    audiences = _audiences(context, call)
    if client.public:
        raise OAuthError("invalid_client", "Public client is not allowed to exchange token")
    _check_enabled(context, audiences)
    if not within:
        raise refused(context, "client is not within the token audience", "Client is not within the token audience")
    scope = form.get("scope")
    scopes.check(context.tables, client, scope)
    own = _own(context, client, login)
    # As observed, of the scope that the client had before only openid counts where it asks for none.
    before = scopes.OPENID if own is not None and scopes.has_openid(own.scope) else None
    asked = login.asked(before if scope is None else scope)
    in_force = scopes.permitted(context.tables, client, login.user, asked, login.visible(context.tables, client))
    renews = requested == _REFRESH
    if renews:
        _check_renewal(context, client, login, asked, in_force)
    _check_consent(context, client, login, scope)
    transient_client = own is None and not renews
    session, mine = _joined(context, client, login, own, scope)
    if not transient_client and login.session is not None:
        keep(context, session)
    decision = Decision(
        "te" if login.api_token is None else verify.OF_API_TOKEN, client, login.user, session, mine, asked, in_force,
        transient=login.session is None, refresh=renews, transient_client=transient_client,
        id_token=requested == _ID or (scopes.has_openid(scope) and login.api_token is None), id_only=requested == _ID,
        extra={"issued_token_type": requested}, audience=frozenset(audiences) if audiences else None, roles=login.roles,
        api_token=login.api_token.id if login.api_token is not None else "",
        until=login.api_token.expires if login.api_token is not None else 0,
    )  # fmt: skip
    _check_audience(call, decision, audiences)
    return decision


def _is_standard(call: Call, client: Client) -> bool:
    """Whether the exchange is one that version 2 supports."""
    form = call.form
    if any(form.get(name) is not None for name in _NOT_SUPPORTED) or not client.flag("standard.token.exchange.enabled"):
        return False
    return form.get("subject_token") is not None and form.get("subject_token_type") == _ACCESS


def _check_renewal(context: Context, client: Client, login: bearer.Login, scope: str | None, in_force: ScopeSet) -> None:
    """A refresh token needs the online session of the token that is exchanged. Raises OAuthError."""
    if login.session is None or login.session.offline:
        raise _refused("Refresh token not valid as requested_token_type because creating a new session is needed")
    if scopes.is_offline(context.tables, client, scope):
        user_tokens.check_offline(context, client, login.user, in_force)
        raise _refused("Scope offline_access not allowed for token exchange")


def _own(context: Context, client: Client, login: bearer.Login) -> ClientSession | None:
    """The client's own part of the session whose token is exchanged; None where it has none, that is over, or the session is offline."""
    session = login.session
    if session is None or session.offline or not client_session_is_active(context, session, client):
        return None
    return session.clients.get(client.id)


def _check_consent(context: Context, client: Client, login: bearer.Login, scope: str | None) -> None:
    if consents.are_missing(context.tables, client, login.user, scope):
        refusal = f"Missing consents for Token Exchange in client {client.client_id}"
        events.note(context, reason=refusal)
        raise OAuthError("invalid_scope", refusal, event="consent_denied")


def _joined(
    context: Context, client: Client, login: bearer.Login, own: ClientSession | None, scope: str | None
) -> tuple[UserSession, ClientSession]:
    """The session with the client's part in it, which says whose token it came by; its own goes on. Not yet kept."""
    session = login.session or start(context, login.user)
    if own is None:
        notes = dict(login.client_session.notes) if login.client_session is not None else {}
        session, mine = join(context, session, client, scope, notes)
    else:
        mine = own if scope is None else replace(own, scope=scope)
    mine = replace(mine, exchanged_from=tuple(sorted({*mine.exchanged_from, login.client.id})))
    return with_client(session, mine), mine


def _required(call: Call, name: str) -> str:
    found = call.form.get(name)
    if found is None:
        raise _refused(f"Parameter '{name}' required for standard token exchange")
    return found


def _requested_type(call: Call, client: Client) -> str:
    requested = call.form.get("requested_token_type")
    requested = _ACCESS if requested is None else requested
    renewable = client.attributes.get(_REFRESH_ENABLED, "") not in _NO_REFRESH and client.flag("use.refresh.tokens", default=True)
    if requested not in (_ACCESS, _ID) and not (requested == _REFRESH and renewable):
        raise _refused("requested_token_type unsupported")
    return requested


def _subject(call: Call, client: Client, text: str) -> tuple[bearer.Login, bool]:
    """Whose token is exchanged, and whether it is for the client."""
    context = call.context
    try:
        login, token = bearer.authenticate(context, text)
    except bearer.NotAccepted as error:
        events.note(context, reason="subject_token validation failure")
        raise OAuthError("invalid_request", "Invalid token", reason=str(error), event="invalid_token") from error
    if "cnf" in token.claims:
        from emulator.protocol import confirmation, dpop

        if dpop.is_bound(token):
            dpop.check_subject(context, client, token)
        else:
            confirmation.check_subject(call, client, token)
    return login, client.client_id in token.audience or token.text("azp") == client.client_id or login.is_for(context, client)


def _audiences(context: Context, call: Call) -> list[str]:
    wanted = call.form.values("audience")
    for name in wanted:
        if context.tables.client(name) is None:
            events.note(context, audience=name, reason="audience not found")
            raise OAuthError("invalid_client", "Audience not found", reason=f"there is no client '{name}'", event="client_not_found")
    return wanted


def _check_enabled(context: Context, audiences: list[str]) -> None:
    for name in audiences:
        audience = context.tables.client(name)
        if audience is not None and not audience.enabled:
            events.note(context, audience=name, reason="audience client disabled")
            raise OAuthError("invalid_client", "Client disabled", reason=f"client '{name}' is not enabled", event="client_disabled")


def _check_audience(call: Call, decision: Decision, audiences: list[str]) -> None:
    context = call.context
    if not audiences and context.outbox.event is None:
        return
    names = decision.scopes.names
    subject = Subject(
        context,
        decision.client,
        decision.user,
        names,
        decision.scope or "",
        decision.session,
        decision.client_session,
        decision.roles,
    )
    available = call.emulator.plans.draft(subject, decision.scopes, access_kind(context, decision.client)).audiences
    missing = java_order({name for name in audiences if name not in available})
    if missing:
        reason = f"the token's audience would be {list(available)}"
        raise _refused(f"Requested audience not available: {', '.join(missing)}", reason)
    events.note(context, audience=" ".join(java_order(set(audiences)) if audiences else available) or None)


def _refused(description: str, reason: str = "") -> OAuthError:
    return OAuthError("invalid_request", description, reason=reason)


GRANT = Grant(
    name="urn:ietf:params:oauth:grant-type:token-exchange", event="TOKEN_EXCHANGE", repeatable=frozenset({"audience"}), decide=decide
)
