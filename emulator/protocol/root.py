"""What lies outside of any realm: the root, and the well-known location of RFC 8414."""

from __future__ import annotations

from emulator.core.errors import AdminError
from emulator.protocol import well_known
from emulator.web import accept, errors
from emulator.web.call import Call
from emulator.web.response import Response, redirect
from emulator.web.routing import Route


def root(call: Call) -> Response:
    """Keycloak sends its front page on to the admin console, where administrators reach it."""
    accept.check(call.headers.get("accept", ""), "text/html")
    base = call.emulator.settings.hostname_admin.rstrip("/") or call.base
    return redirect(f"{base}/admin/")


def methods(call: Call) -> Response:
    """What the front page can be asked by."""
    return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS")], secured=False)


def authorization_server(call: Call) -> Response:
    """RFC 8414 metadata at ``/.well-known/oauth-authorization-server/realms/{realm}``."""
    if not call.in_realm:
        raise AdminError(404, {"error": "Realm does not exist"})
    return well_known.provider(call)


def unknown(call: Call) -> Response:
    """404: no such document lies there, of whatever realm."""
    raise errors.not_found()


def no_page(call: Call) -> Response:
    """404 without a body: files of the welcome page are not here."""
    return Response(404)


_WELL_KNOWN = "/.well-known/{name}/realms/{of}"
ROUTES = [
    Route("GET", "/", root),
    Route("POST", "/", root),
    Route("OPTIONS", "/", methods),
    Route("GET", "/welcome-content/{rest:path}", no_page),
    Route("OPTIONS", "/welcome-content/{rest:path}", methods),
    *(Route(method, _WELL_KNOWN, unknown) for method in ("GET", "OPTIONS")),
    Route("GET", "/.well-known/oauth-authorization-server/realms/{realm}", authorization_server, preflight="GET"),
]
