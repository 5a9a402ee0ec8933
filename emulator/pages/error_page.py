"""Keycloak's error page."""

from __future__ import annotations

from emulator.core.errors import PageError
from emulator.pages import detached
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, error: PageError) -> Response:
    """The page with the error's message, and a link to the application that the request names."""
    return shown(call, error.message, error.status, linked=error.linked)


def shown(call: Call, text: str, status: int, page_url: str = "", *, linked: bool = True) -> Response:
    """The page with a text."""
    name = (call.query.get("client_id") or call.form.get("client_id") or "") if linked else ""
    client = call.tables.client(name) if call.in_realm else None
    return detached.show(call, detached.Notice(text, status=status, link=detached.home(call, client), error=True), page_url)
