"""Ending a session for everyone: it is removed, and the clients in it that asked for it are told (back-channel logout)."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from emulator.context import Context
from emulator.core import fetch
from emulator.login import sessions
from emulator.realm.views import Client
from emulator.state.records import UserSession
from emulator.tokens import logout_token

_URL = "backchannel.logout.url"


def end(context: Context, session: UserSession) -> None:
    """Ends the session; the clients' listeners are called before this request is answered."""
    for client in clients(context, session):
        url = client.attributes.get(_URL, "")
        if url and not is_front_channel(client):
            context.outbox.deliveries.append(partial(_post, url, logout_token.make(context, client, session)))
    sessions.end(context, session)


def end_all_of(context: Context, user_id: str) -> None:
    """Ends every session of a user but for the offline ones."""
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


def _post(url: str, token: str) -> None:
    body = urlencode({"logout_token": token}).encode()
    fetch.post(url, body, {"Content-Type": "application/x-www-form-urlencoded"})
