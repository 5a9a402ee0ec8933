"""Keycloak's error page."""

from __future__ import annotations

from emulator.core.errors import PageError
from emulator.pages import detached
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, error: PageError) -> Response:
    """The page with the error's message, and a link to the application that the request names."""
    page = shown(call, error.message, error.status, error.page_url, linked=error.linked, bare=error.bare, client_id=error.client_id)
    if error.bare:
        page.headers = [(name, value) for name, value in page.headers if name != "Content-Language"]
    return page


def shown(
    call: Call,
    text: str,
    status: int,
    page_url: str = "",
    *,
    linked: bool = True,
    bare: bool = False,
    elsewhere: str = "",
    client_id: str = "",
) -> Response:
    """The page with a text; ``elsewhere`` is where a login that may go on in another way posts to, ``client_id`` as PageError has it."""
    name = (call.query.get("client_id") or call.form.get("client_id") or client_id) if linked else ""
    client = call.tables.client(name) if call.in_realm else None
    told = detached.Notice(text, status=status, link=detached.home(call, client), error=True, bare=bare, elsewhere=elsewhere)
    return detached.show(call, told, page_url, client_id=None if linked else "")
