"""Hosts on which a client's application runs, as applications with Keycloak's former adapters tell of them; answers as observed."""

from __future__ import annotations

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.realm.views import Client
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_NODES = "registeredNodes"


def register(call: Call) -> Response:
    """Notes a host, and when that was said (epoch seconds)."""
    client, host = _told(call, "REGISTER_NODE")
    nodes = {**(client.document.get(_NODES) or {}), host: call.context.clock.seconds()}
    call.tables.clients.put(client.id, {**client.document, _NODES: nodes})
    return Response(204)


def unregister(call: Call) -> Response:
    """Forgets a host; one that was not noted is fine."""
    client, host = _told(call, "UNREGISTER_NODE")
    nodes = {name: since for name, since in (client.document.get(_NODES) or {}).items() if name != host}
    kept = {name: value for name, value in client.document.items() if name != _NODES}
    call.tables.clients.put(client.id, {**kept, **({_NODES: nodes} if nodes else {})})
    return Response(204)


def _told(call: Call, event: str) -> tuple[Client, str]:
    """The client that speaks, and its host; raises OAuthError."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    events.begin(call.context, event, clients.named(call) or "")
    client = clients.authenticate(call, endpoint.EXPOSE)
    events.note(call.context, client=client, client_auth_method=client.proves_by)
    if client.public:
        events.refuse(call.context, "invalid_client")
        raise OAuthError("invalid_client", "Public clients not allowed")
    host = call.form.get("client_cluster_host")
    if not host:
        raise OAuthError("invalid_request", "Client cluster host not specified", event="invalid_code")
    events.note(call.context, node_host=host)
    events.succeed(call.context)
    return client, host


_BASE = "/realms/{realm}/clients-managements"
ROUTES = [
    Route("POST", f"{_BASE}/register-node", register),
    Route("POST", f"{_BASE}/unregister-node", unregister),
]
