"""Nodes of a client's application and what they are told, and the secret that a rotation has left behind, of which there is none."""

from __future__ import annotations

from emulator.admin import _adapters
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.admin.clients import client_of
from emulator.core.errors import AdminError
from emulator.realm import cluster_nodes
from emulator.realm.gates.realm import character_fault, reserved
from emulator.web.response import Response, json_response

_VIEW = ("view-clients", "manage-clients")
_MANAGE = "manage-clients"


def register(admin: AdminCall) -> Response:
    """Notes a host on which the application runs, and when that was said (epoch seconds)."""
    client = client_of(admin)
    node = admin.mapping().get("node")
    if node is None:
        raise AdminError(400, {"error": "Node not found in params"})
    character = reserved(str(node))
    if character:
        raise AdminError(400, {"error": character_fault(character, ("node",)).message})
    admin.tables.clients.put(client.id, cluster_nodes.registered(client.document, str(node), admin.context.clock.seconds()))
    admin.told_at = f"clients/{client.id}/nodes/{node}"
    return done()


def unregister(admin: AdminCall) -> Response:
    """Forgets a host."""
    client = client_of(admin)
    node = admin.call.parameters["node"]
    if node not in cluster_nodes.of(client.document):
        raise AdminError(404, {"error": "Client does not have node "})
    admin.tables.clients.put(client.id, cluster_nodes.unregistered(client.document, node))
    return done(no_cache=True)


def push(admin: AdminCall) -> Response:
    """Tells the client's application of its not-before policy; who was reached, and who was not."""
    return json_response(_adapters.push_not_before(admin.context, [client_of(admin)]), charset=True)


def available(admin: AdminCall) -> Response:
    """Which hosts of the client's application answer."""
    admin.changed = _adapters.available(admin.context, client_of(admin))
    return found(admin.changed)


def read_rotated(admin: AdminCall) -> Response:
    """Secrets are not rotated."""
    client_of(admin)
    raise AdminError(404, {"error": "Client does not have a rotated secret"})


def forget_rotated(admin: AdminCall) -> Response:
    """There is nothing to forget."""
    client_of(admin)
    return done()


_CLIENT = "/clients/{client}"
ROUTES = [
    route("POST", f"{_CLIENT}/nodes", register, _MANAGE, event="CLUSTER_NODE", reads="{}"),
    route("DELETE", f"{_CLIENT}/nodes/{{node}}", unregister, _MANAGE, event="CLUSTER_NODE"),
    route("POST", f"{_CLIENT}/push-revocation", push, _MANAGE, media="", event="CLIENT", operation="ACTION"),
    route("GET", f"{_CLIENT}/test-nodes-available", available, _MANAGE, event="CLUSTER_NODE", operation="ACTION"),
    route("GET", f"{_CLIENT}/client-secret/rotated", read_rotated, *_VIEW),
    route("DELETE", f"{_CLIENT}/client-secret/rotated", forget_rotated, _MANAGE, event="CLIENT"),
]
