"""Where Keycloak has its admin console: what leads to it leads there, and it is not there, as with ``--features-disabled=admin``."""

from __future__ import annotations

from emulator.state import master
from emulator.web import errors
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route


def entrance(call: Call) -> Response:
    """On to the console of ``master``."""
    return redirect(f"{call.base}/admin/{master.MASTER}/console/")


def console(call: Call) -> Response:
    """404, whichever realm it is."""
    raise errors.not_found()


_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
ROUTES = [
    Route("GET", "/admin", entrance),
    Route("GET", "/admin/index.html", entrance),
    *(Route(method, "/admin/{name}/console", console) for method in _METHODS),
    *(Route(method, "/admin/{name}/console/{rest:path}", console) for method in _METHODS),
]
