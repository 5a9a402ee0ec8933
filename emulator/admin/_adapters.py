"""What Keycloak's former adapters are told at the ``adminUrl`` of their clients."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit, urlunsplit

from emulator.context import Context
from emulator.core import fetch
from emulator.keys import jws
from emulator.realm.gates import uris
from emulator.realm.views import Client

_WAIT = 30


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
    for client in map(Client, context.tables.clients):
        for url in urls(client) if client.enabled else ():
            told.append(url)
            context.outbox.deliveries.append(partial(_post, f"{url.rstrip('/')}/k_logout", _token(context, client)))
    return told


def _token(context: Context, client: Client) -> str:
    now = context.clock.seconds()
    claims = {"id": context.ids.uuid(), "expiration": now + _WAIT, "resource": client.client_id, "action": "LOGOUT", "notBefore": now}
    return jws.sign(context.keys.active(context.realm.default_signature_algorithm), claims)


def _post(url: str, token: str) -> None:
    fetch.post(url, token.encode(), {"Content-Type": "text/plain; charset=UTF-8"})
