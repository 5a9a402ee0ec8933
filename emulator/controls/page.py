"""A page that shows what goes on: requests as they come, decoded tokens, users, clients, sessions, mail, the clock."""

from __future__ import annotations

from pathlib import Path

from emulator.web.call import Call
from emulator.web.response import HTML, Response
from emulator.web.routing import Route

_PAGE = Path(__file__).with_name("page.html")


def page(call: Call) -> Response:
    """The page; all that it shows and does goes through the other controls."""
    return Response(200, HTML, _PAGE.read_bytes(), [("Cache-Control", "no-store")])


ROUTES = [Route("GET", "/_emulator", page)]
