"""The JSON Web Key Set (RFC 7517)."""

from __future__ import annotations

from emulator.protocol import endpoint
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route


def certs(call: Call) -> Response:
    """The realm's public keys."""
    endpoint.check_ssl(call)
    call.cors.allow_all()
    return json_response(call.context.keys.jwks(), headers=list(endpoint.NO_CACHE))


ROUTES = [Route("GET", "/realms/{realm}/protocol/openid-connect/certs", certs, preflight="GET")]
