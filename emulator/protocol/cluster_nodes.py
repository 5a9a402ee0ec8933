"""The nodes of an application, which its adapters tell of: Keycloak's ``clients-managements``. All as observed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.context import events
from emulator.core.errors import OAuthError
from emulator.protocol import client as clients
from emulator.protocol import endpoint
from emulator.realm import cluster_nodes
from emulator.realm.views import Client
from emulator.web import errors
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_PLACE = "/realms/{realm}/clients-managements"


def register(call: Call) -> Response:
    """Notes that the client's application runs at ``client_cluster_host``."""
    now = call.context.clock.seconds()
    return _changed(call, "REGISTER_NODE", lambda client, host: cluster_nodes.registered(client.document, host, now))


def unregister(call: Call) -> Response:
    """Forgets that it does, if that was known."""
    return _changed(call, "UNREGISTER_NODE", lambda client, host: cluster_nodes.unregistered(client.document, host))


def _changed(call: Call, event: str, change: Callable[[Client, str], dict[str, Any]]) -> Response:
    """Raises OAuthError for a client that does not prove itself, or cannot, and without a host."""
    endpoint.check_ssl(call)
    endpoint.check_realm(call)
    events.begin(call.context, event, call.form.get("client_id") or "")
    client = clients.identify(call)
    clients.prove(call, client)
    events.note(call.context, client=client, client_auth_method=client.authenticator)
    if client.public:
        raise OAuthError("invalid_client", "Public clients not allowed", event="invalid_client")
    host = call.form.get("client_cluster_host")
    if not host:
        raise OAuthError("invalid_request", "Client cluster host not specified", event="invalid_code")
    call.tables.clients.put(client.id, change(client, host))
    events.note(call.context, node_host=host)
    events.succeed(call.context)
    return Response(204)


def _unknown(_: Call) -> Response:
    raise errors.not_found()


ROUTES = [
    Route("POST", f"{_PLACE}/register-node", register),
    Route("POST", f"{_PLACE}/unregister-node", unregister),
    *(Route("POST", f"{_PLACE}{rest}", _unknown) for rest in ("", "/{rest:path}")),
]
