"""Paths below ``/protocol`` that name no login protocol."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

PROTOCOLS = ("openid-connect", "saml", "docker-v2")


def unknown(call: Call) -> Response:
    """404, in other words for an unknown protocol than for an unknown path of a known one."""
    known = call.parameters["protocol"] in PROTOCOLS
    raise AdminError(404, {"error": "HTTP 404 Not Found" if known else "Protocol not found"})


ROUTES = [
    Route(method, f"/realms/{{realm}}/protocol/{{protocol}}{rest}", unknown)
    for method in ("GET", "POST", "PUT", "DELETE")
    for rest in ("", "/{rest:path}")
]
