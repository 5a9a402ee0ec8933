"""Ending a session for everyone: it is removed; clients in it, and the identity provider that it began at, are told by the server."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from emulator.broker import links, upstream
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.context import Context
from emulator.core import fetch
from emulator.login import sessions
from emulator.realm.views import Client
from emulator.state.records import UserSession
from emulator.tokens import logout_token

_URL = "backchannel.logout.url"


def end(context: Context, session: UserSession, *, told_by_provider: bool = False) -> None:
    """Ends the session; all that are told of it are called before this request is answered, but for a provider that told of it."""
    for client in _told(context, session):
        token = logout_token.make(context, client, session)
        context.outbox.deliveries.append(partial(_post, client.attributes.get(_URL, ""), token))
    url = "" if told_by_provider else _providers_url(context, session)
    if url:
        context.outbox.deliveries.append(partial(_get, url))
    _end(context, session)


def _end(context: Context, session: UserSession) -> None:
    """Ends the session itself. As observed, logins and logouts that its browser has begun are over with it."""
    sessions.end(context, session)
    if not session.offline:
        tabs = context.tables.authentication_sessions
        for identifier in list(tabs.keys_of("root", session.id)):
            tabs.delete(identifier)


def _told(context: Context, session: UserSession) -> list[Client]:
    """The clients that are told of the session's end by the server."""
    return [client for client in clients(context, session) if client.attributes.get(_URL) and not is_front_channel(client)]


def end_all_of(context: Context, user_id: str) -> None:
    """Ends every session of a user but for the offline ones: first those of whose end nobody is told, which may be many."""

    def is_quiet(session: UserSession) -> bool:
        return not session.offline and not _told(context, session) and not _providers_url(context, session)

    sessions.end_those(context, ("quiet sessions of", user_id), context.tables.user_sessions.having("user", user_id), is_quiet, _end)
    for session in context.tables.user_sessions.many("user", user_id):
        if not session.offline:
            end(context, session)


def clients(context: Context, session: UserSession) -> list[Client]:
    """The clients that take part in the session."""
    found = [context.tables.client_by_id(identifier) for identifier in session.clients]
    return [client for client in found if client is not None]


def is_front_channel(client: Client) -> bool:
    """Whether the client is told by the browser."""
    return bool(client.document.get("frontchannelLogout")) and bool(client.attributes.get("frontchannel.logout.url"))


def _providers_url(context: Context, session: UserSession) -> str:
    """What the session's identity provider is asked for at its end; empty where it has none, or is not told by the server."""
    provider = links.provider(context.tables, session.notes.get("identity_provider", ""))
    member = BROKER_PROVIDERS.get(provider.provider) if provider is not None else None
    if provider is None or member is None or upstream.is_played(context, provider.alias):
        return ""
    url: str = member.logout_call(provider, session.notes.get("FEDERATED_ID_TOKEN", ""), session.id)
    return url


def _get(url: str) -> None:
    fetch.get(url)


def _post(url: str, token: str) -> None:
    body = urlencode({"logout_token": token}).encode()
    fetch.post(url, body, {"Content-Type": "application/x-www-form-urlencoded"})
