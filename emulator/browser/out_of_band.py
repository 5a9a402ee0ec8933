"""The page that shows a code to who brings it to an application by hand, for clients without a redirect URI of their own."""

from __future__ import annotations

from emulator.browser import other_methods
from emulator.pages import render as pages
from emulator.realm.refusal import broken
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

URN = "urn:ietf:wg:oauth:2.0:oob"
"""What such a client says as its redirect URI."""
_PATH = "protocol/openid-connect/oauth/oob"


def address(call: Call) -> str:
    """Where the browser goes in the place of the URN."""
    return f"{call.context.issuer}/{_PATH}"


def show(call: Call) -> Response:
    """The code, or the error that there is in its place; raises AdminError where there is neither."""
    code, error = call.query.get("code"), call.query.get("error")
    if not code and error is None:
        raise broken("there is no code and no error to show")
    heading = Text("codeSuccessTitle") if code else Text("codeErrorTitle", error or "")
    return pages.page(call, "code", "login-code", heading, client_id="", code=code, error=error)


ROUTES = [
    Route("GET", f"/realms/{{realm}}/{_PATH}", show),
    Route("POST", f"/realms/{{realm}}/{_PATH}", other_methods.refused),
]
