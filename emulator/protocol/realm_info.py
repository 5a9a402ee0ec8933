"""``/realms/{realm}``: the realm's public key and addresses."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.protocol import endpoint
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route


def realm(call: Call) -> Response:
    """PublishedRealmRepresentation."""
    if not accept.takes_json(call.headers.get("accept", "")):
        raise AdminError(406, {"error": "HTTP 406 Not Acceptable"})
    context = call.context
    call.cors.allow_all()
    return json_response(
        {
            "realm": context.realm.name,
            "public_key": context.keys.active("RS256").public_key_base64,
            "token-service": f"{context.issuer}/protocol/openid-connect",
            "account-service": f"{context.issuer}/account",
            "tokens-not-before": context.realm.not_before,
        },
        headers=list(endpoint.NO_CACHE),
        charset=True,
    )


ROUTES = [Route("GET", "/realms/{realm}", realm, preflight="GET, HEAD, OPTIONS")]
