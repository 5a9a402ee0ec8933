"""What a path of the protection API answers to a method that it has not, as observed.

Each resource is a class with its own methods. It asks for a token before it looks for the method: one that it has at another of its paths
is unknown (404), any other is not allowed (405). What belongs to no class takes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from emulator.core.errors import AdminError
from emulator.uma.protection import BASE, authenticate
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_ALL = "HEAD, DELETE, POST, GET, OPTIONS, PUT"
_CLASSES = {
    ("resource_set",): _ALL,
    ("uma-policy",): _ALL,
    ("permission", "ticket"): _ALL,
    ("permission",): "HEAD, POST, OPTIONS",
}
_NOTHING = "HEAD, OPTIONS"


def beyond(call: Call, path: Sequence[str]) -> Route:
    """An answer to OPTIONS; raises AdminError for other methods. ``path`` are the segments behind ``authz``."""
    allowed = _allowed(path)
    if call.method == "OPTIONS":
        return Route("OPTIONS", call.path, options)
    if allowed != _NOTHING:
        authenticate(call, with_role=False)
        if call.method in allowed.split(", "):
            raise AdminError(404, {"error": "HTTP 404 Not Found"})
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def routes(*paths: str) -> list[Route]:
    """OPTIONS at paths of a class."""
    return [Route("OPTIONS", f"{BASE}{path}", options) for path in paths]


def options(call: Call) -> Response:
    """The methods that there are, for callers who may know."""
    allowed = _allowed(call.path.strip("/").split("/")[3:])
    if allowed != _NOTHING:
        authenticate(call, with_role=False)
    return Response(200, headers=[("Allow", allowed)])


def _allowed(path: Sequence[str]) -> str:
    if path[:1] != ["protection"]:
        return _NOTHING
    found = (methods for place, methods in _CLASSES.items() if tuple(path[1 : 1 + len(place)]) == place)
    return next(found, _NOTHING)
