"""Where a client lives, as an address of the realm's that leads there."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.pages import detached
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route

_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


def lead(call: Call) -> Response:
    """On to the client's base URL, else its root URL; 204 for a client that has neither, or is not there, as observed."""
    if call.method not in ("GET", "HEAD"):
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    client = call.tables.client(call.parameters["client"])
    home = detached.home(call, client, though_disabled=True)
    if client is not None and not home and client.root_url:
        home = call.context.root_url(client)
    return redirect(home, 303) if home else Response(204)


ROUTES = [Route(method, "/realms/{realm}/clients/{client}/redirect", lead) for method in _METHODS]
