"""What Keycloak's former adapters are told at the ``adminUrl`` of their clients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from emulator.context import Context
from emulator.core import fetch
from emulator.keys import jws
from emulator.realm import clients
from emulator.realm.gates import uris
from emulator.realm.views import Client

_WAIT = 30
_TEXT = {"Content-Type": "text/plain; charset=ISO-8859-1"}


def urls(client: Client) -> list[str]:
    """Where a client's application listens: its admin URL, for each registered host one."""
    base = uris.against(client.root_url, client.admin_url) if client.admin_url else None
    if not base:
        return []
    parts = urlsplit(base)
    port = f":{parts.port}" if parts.port is not None else ""
    nodes = client.document.get("registeredNodes") or {}
    return [urlunsplit(parts._replace(netloc=f"{node}{port}")) for node in nodes] or [base]


def log_out(context: Context) -> list[str]:
    """Tells clients that nobody is logged in any more, behind this request's answer; all of the URLs count as told, as observed."""
    told = []
    not_before = context.clock.seconds()
    for client in map(Client, context.tables.clients):
        for url in urls(client) if client.enabled else ():
            told.append(url)
            token = _token(context, client, "LOGOUT", notBefore=not_before)
            context.outbox.deliveries.append(partial(_post, _place(url, "k_logout"), token))
    return told


def push_not_before(context: Context, told: Iterable[Client], realm_wide: int | None = None) -> dict[str, list[str]]:
    """Tells clients which tokens are too old, each its own bound where there is none of the realm; who was reached, and who was not."""
    messages = []
    for client in told:
        not_before = client.not_before if realm_wide is None else realm_wide
        for url in urls(client):
            is_told = client.protocol == clients.OPENID_CONNECT
            messages.append((url, _token(context, client, "PUSH_NOT_BEFORE", notBefore=not_before) if is_told else ""))
    return _outcome(context, "k_push_not_before", messages)


def available(context: Context, client: Client) -> dict[str, list[str]]:
    """Asks a client's application whether it is there, at each of its hosts."""
    messages = [(url, _token(context, client, "TEST_AVAILABILITY")) for url in urls(client)]
    return _outcome(context, "k_test_available", messages)


def _outcome(context: Context, path: str, messages: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """GlobalRequestResult of sending these; a message without a text is not sent, and fails."""

    def sent() -> list[bool]:
        return [bool(token) and _reaches(_place(url, path), token) for url, token in messages]

    reached = context.answers.ask(("adapters", path), sent, own_thread=True) if messages else []
    result: dict[str, list[str]] = {}
    for (url, _), is_reached in zip(messages, reached, strict=True):
        result.setdefault("successRequests" if is_reached else "failedRequests", []).append(url)
    return result


def _token(context: Context, client: Client, action: str, **more: int) -> str:
    number, until = f"{context.ids.uuid()}-{context.clock.millis()}", context.clock.seconds() + _WAIT
    claims = {"id": number, "expiration": until, "resource": client.client_id, "action": action, **more}
    return jws.sign(context.keys.active(context.realm.default_signature_algorithm), claims)


def _place(url: str, path: str) -> str:
    return f"{url.rstrip('/')}/{path}"


def _post(url: str, token: str) -> None:
    fetch.post(url, token.encode(), _TEXT)


def _reaches(url: str, token: str) -> bool:
    """Whether an application takes a message, which is a 200 or 204."""
    try:
        return fetch.send("POST", url, token.encode(), _TEXT).status in (200, 204)
    except fetch.FetchError:
        return False
