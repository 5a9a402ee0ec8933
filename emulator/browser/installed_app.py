"""Where an answer to ``urn:ietf:wg:oauth:2.0:oob`` leads: a page for the user of an application that no browser can be sent to."""

from __future__ import annotations

from emulator.browser import other_methods
from emulator.pages import code
from emulator.realm import refusal
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def callback(call: Call) -> Response:
    """The code, or the error; raises AdminError where there is neither, as Keycloak fails of it."""
    granted, error = call.query.get("code") or "", call.query.get("error") or ""
    if not (granted or error):
        raise refusal.broken("the page of installed applications is told neither a code nor an error")
    return code.render(call, granted, error)


_PATH = "/realms/{realm}/protocol/openid-connect/oauth/oob"
ROUTES = [Route("GET", _PATH, callback), Route("OPTIONS", _PATH, other_methods.missing)]
