"""Token exchange version 1 with identity providers: of their tokens for the realm's, and of the realm's for theirs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from emulator.broker import links, sync
from emulator.broker.identity import BrokeredIdentity
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.keys import jws
from emulator.login import brute_force, newcomers, sessions
from emulator.protocol import exchange_rights, provider_tokens
from emulator.protocol.exchange_refusal import refused
from emulator.realm.views import Client, IdentityProvider, User
from emulator.state.records import UserSession
from emulator.web.call import Call
from emulator.web.response import Response, json_response

ACCESS = provider_tokens.ACCESS
_NOTE = "EXTERNAL_IDENTITY_PROVIDER"
_FROM_EXCHANGE, _FROM_LOGIN, _LOGIN_EXPIRES = "FEDERATED_ACCESS_TOKEN:", "FEDERATED_ACCESS_TOKEN", "FEDERATED_TOKEN_EXPIRATION"
_EXPIRES = "accessTokenExpiration"
_HIDDEN = frozenset({"id_token", "refresh_token", "refresh_expires_in", "not-before-policy", "issued_token_type", _EXPIRES})


def issuer(call: Call, text: str) -> str | None:
    """Whose token the subject token is, where it is not this realm's; raises OAuthError for a JWT that is none."""
    context, form = call.context, call.form
    named = form.get("subject_issuer")
    if named is None and form.get("subject_token_type") == provider_tokens.JWT:
        try:
            named = str(jws.decode(text).claims.get("iss") or "") or None
        except jws.InvalidToken as error:
            events.note(context, reason="unable to parse jwt subject_token")
            raise OAuthError(
                "invalid_request", "Invalid token type, must be access token", reason=str(error), event="invalid_token"
            ) from error
    if named is None or named == context.issuer:
        return None
    events.note(context, subject_issuer=named)
    return named


def login(call: Call, client: Client, named: str, text: str) -> tuple[User, UserSession]:
    """The user whom a provider's token speaks of, made where there is none yet, in a new session. Raises OAuthError."""
    context = call.context
    provider = _issuing(context, named)
    if provider is None:
        raise OAuthError(
            "invalid_issuer", "Invalid subject_issuer parameter", reason=f"no identity provider is '{named}'", event="invalid_issuer"
        )
    if not exchange_rights.may_exchange_with(call, client, provider):
        raise refused(context, "client not allowed to exchange subject_issuer")
    identity = sync.preprocessed(context, provider, provider_tokens.identity(call, provider, text, call.form.get("subject_token_type")))
    notes: dict[str, str] = {}
    user = links.user(context.tables, provider.alias, identity.id)
    if user is None:
        user = _made(context, provider, identity, notes)
    else:
        _check(context, user)
        sync.updated(context, provider, identity, user, notes)
    known = {**identity.session_notes, **notes, _NOTE: provider.alias, f"{_FROM_EXCHANGE}{provider.alias}": text}
    return context.tables.user(user.id) or user, sessions.start(context, user, notes=known)


def _issuing(context: Context, named: str) -> IdentityProvider | None:
    """The enabled provider that is called so, or whose configured issuer it is."""
    by_alias = links.provider(context.tables, named)
    others = [IdentityProvider(document) for document in context.realm.identity_providers]
    by_issuer = [one for one in others if named in [part.strip() for part in one.text("issuer").split(",")]]
    candidates = [by_alias, *by_issuer] if by_alias is not None else by_issuer
    return next((one for one in candidates if one is not None and one.enabled and provider_tokens.takes(one)), None)


def _check(context: Context, user: User) -> None:
    if not user.enabled:
        raise OAuthError("invalid_token", "Invalid Token", reason=f"user '{user.username}' is not enabled", event="user_disabled")
    if brute_force.locked_by(context, user):
        raise OAuthError("invalid_token", "Invalid Token", reason=f"user '{user.username}' is locked", event="user_temporarily_disabled")


def _made(context: Context, provider: IdentityProvider, identity: BrokeredIdentity, notes: dict[str, str]) -> User:
    """A new user for the identity; raises OAuthError where somebody has its name or address."""
    tables = context.tables
    username = identity.email if context.realm.registration_email_as_username and identity.email else identity.username
    taken = identity.email and not tables.realm.duplicate_emails and list(tables.users.many("email", identity.email.lower()))
    if taken or tables.users.one("username", username.lower()) is not None:
        raise OAuthError("invalid_token", "User already exists", reason=username, event="federated_identity_account_exists")
    own = {"username": username, "email": identity.email, "firstName": identity.first_name, "lastName": identity.last_name}
    attributes = {name: list(values) for name, values in identity.attributes.items()}
    user = newcomers.add(context, {**{name: [value] for name, value in own.items() if value}, **attributes})
    user = links.put(tables, user, provider.alias, identity.id, username)
    sync.imported(context, provider, identity, user, notes)
    if provider.trust_email and user.email:
        tables.users.put(user.id, {**(tables.users.get(user.id) or user.document), "emailVerified": True})
    draft = context.outbox.event
    if draft is not None:
        details = {**draft.details, "register_method": "token-exchange", "email": user.email, "identity_provider": provider.alias}
        events.record(context, "REGISTER", draft.client_id, user, details=details)
    return user


def stored(call: Call, client: Client, user: User | None, session: UserSession | None, alias: str) -> Response:
    """The provider's own access token of a user: what was exchanged, what is stored with the link, or what the session has."""
    context = call.context
    events.note(context, requested_issuer=alias)
    provider = links.provider(context.tables, alias)
    if provider is None or not provider.enabled:
        events.note(context, reason="unknown requested_issuer")
        raise OAuthError("invalid_request", "Invalid issuer", event="unknown_identity_provider")
    if BROKER_PROVIDERS.get(provider.provider) is None:
        events.note(context, reason="exchange unsupported by requested_issuer")
        raise OAuthError("invalid_request", "Issuer does not support token exchange", event="unknown_identity_provider")
    if not exchange_rights.may_exchange_with(call, client, provider):
        raise refused(context, "client not allowed to exchange for requested_issuer")
    if user is None:
        raise OAuthError("invalid_request", "Parameter 'subject_token' or 'requested_subject' required", reason="whose token is asked for?")
    asked, notes = call.form.get("requested_token_type"), session.notes if session is not None else {}
    exchanged = notes.get(f"{_FROM_EXCHANGE}{alias}") if notes.get(_NOTE) == alias else None
    if asked not in (None, ACCESS):
        events.note(context, reason="requested_token_type unsupported")
        return _refused(context, "invalid_request", "invalid_target", "response_token_type_unsupported")
    if exchanged is not None:
        return json_response(_answer({"access_token": exchanged, "expires_in": 0}))
    url = _link_url(context, client, session, alias)
    token = _kept(context, provider, user) if provider.store_token else _of_session(context, notes, alias)
    if token is not None:
        return json_response({**_answer(token), "account-link-url": url})
    if provider.store_token:
        events.note(context, reason="requested_issuer is not linked")
        return _refused(context, "invalid_token", "not_linked", "identity provider is not linked", url)
    events.note(context, reason="requested_issuer has not linked")
    told = "identity provider is not linked, can only link to current user session"
    return _refused(context, "invalid_request", "not_linked", told, url)


def _answer(token: Mapping[str, Any]) -> dict[str, Any]:
    """The provider's answer as it is passed on: its access token alone."""
    return {**token, "refresh_expires_in": 0, "not-before-policy": 0, "issued_token_type": ACCESS}


def _kept(context: Context, provider: IdentityProvider, user: User) -> dict[str, Any] | None:
    """The provider's answer that is stored with the link, as long as it lasts; None without one."""
    text = context.tables.brokered_tokens.get(links.token_key(user, provider.alias))
    if text is None or links.to(user, provider.alias) is None:
        return None
    answer: dict[str, Any] = json.loads(text)
    expires = answer.get(_EXPIRES)
    if isinstance(expires, int):
        if expires < context.clock.seconds():
            return None
        answer["expires_in"] = expires - context.clock.seconds()
    return {name: value for name, value in answer.items() if name not in _HIDDEN}


def _of_session(context: Context, notes: Mapping[str, str], alias: str) -> dict[str, Any] | None:
    """The provider's access token of the login that the session began with; None without one."""
    token, expires = notes.get(_FROM_LOGIN), int(notes.get(_LOGIN_EXPIRES) or 0)
    now = context.clock.seconds()
    if not token or notes.get("identity_provider") != alias or (expires and expires <= now):
        return None
    return {"access_token": token, "expires_in": expires - now if expires else 0}


def _link_url(context: Context, client: Client, session: UserSession | None, alias: str) -> dict[str, Any]:
    """Where the application may send its user to link the account, as observed: the parts of a URL."""
    nonce = context.ids.uuid()
    said = f"{nonce}{session.id if session is not None else ''}{client.client_id}{alias}"
    digest = base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).rstrip(b"=").decode()
    query = {"nonce": nonce, "hash": digest, "client_id": client.client_id}
    return {"url": f"{context.issuer}/broker/{alias}/link", "query": query}


def _refused(context: Context, event: str, error: str, description: str, url: Mapping[str, Any] | None = None) -> Response:
    """A refusal that has more to tell than an error of OAuth has room for."""
    events.refuse(context, event)
    return json_response({"error_description": description, **({"account-link-url": url} if url else {}), "error": error}, 400)
