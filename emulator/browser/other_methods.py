"""How paths in the browser's rooms answer methods that they have not got, as observed: some look for them, others refuse them."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.web.call import Call
from emulator.web.response import Response

READ = "HEAD, GET, OPTIONS"
READ_AND_POST = "HEAD, POST, GET, OPTIONS"


def missing(call: Call) -> Response:
    """404: the method is one of a path beside this one."""
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def refused(call: Call) -> Response:
    """405."""
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def readable(call: Call) -> Response:
    """200 for what can only be read."""
    return allowed(READ)


def allowed(methods: str) -> Response:
    """200 that names the methods of a path."""
    return Response(200, headers=[("Allow", methods)])
