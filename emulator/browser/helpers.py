"""Small pages for JavaScript clients: the session status iframe and the third-party cookie check, plus its ``init`` call."""

from __future__ import annotations

from pathlib import Path

from emulator.browser import other_methods
from emulator.web import headers
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_HTML = "text/html;charset=utf-8"
_UNCACHED = ("Cache-Control", "no-cache, must-revalidate, no-transform, no-store")
_FOLDER = Path(__file__).with_name("static")


def _page(name: str, call: Call) -> Response:
    """A page; none for another version than the server's."""
    asked, consoles = call.query.get("version"), call.emulator.consoles
    if asked is not None and (consoles is None or asked != consoles.version):
        return Response(404, framed=False)
    policy = headers.embeddable(call.tables.realm.browser_security_headers)
    return Response(200, _HTML, (_FOLDER / name).read_bytes(), [_UNCACHED, *policy], framed=False)


def status_iframe(call: Call) -> Response:
    """``check_session_iframe`` (OpenID Connect Session Management section 3.2)."""
    return _page("login-status-iframe.html", call)


def step_one(call: Call) -> Response:
    """Sets a cookie as an embedded page."""
    return _page("step1.html", call)


def step_two(call: Call) -> Response:
    """Tells whether the cookie of step one came through."""
    return _page("step2.html", call)


def init(call: Call) -> Response:
    """204 for an origin that the client may be embedded in, else 403."""
    client = call.tables.client(call.query.get("client_id") or "")
    origin = call.query.get("origin") or ""
    if client is None or not client.enabled:
        return Response(403, framed=False)
    origins = [*call.context.web_origins(client), own_origin(call)]
    return Response(204 if origin in origins or "*" in origins else 403, framed=False)


def own_origin(call: Call) -> str:
    """The server's own origin, which may always embed the iframe."""
    return call.base.removesuffix("/auth")


_BASE = "/realms/{realm}/protocol/openid-connect"
ROUTES = [
    Route("GET", f"{_BASE}/login-status-iframe.html", status_iframe),
    Route("GET", f"{_BASE}/login-status-iframe.html/init", init),
    Route("GET", f"{_BASE}/3p-cookies/step1.html", step_one),
    Route("GET", f"{_BASE}/3p-cookies/step2.html", step_two),
    *(
        Route("OPTIONS", f"{_BASE}/{path}", other_methods.readable)
        for path in ("login-status-iframe.html", "login-status-iframe.html/init", "3p-cookies/step1.html", "3p-cookies/step2.html")
    ),
]
