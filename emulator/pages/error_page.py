"""Keycloak's error page."""

from __future__ import annotations

from emulator.core.errors import PageError
from emulator.pages import render as pages
from emulator.pages import words
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, error: PageError) -> Response:
    """The page with the error's message."""
    return shown(call, error.message, error.status)


def shown(call: Call, text: str, status: int, page_url: str = "") -> Response:
    """The page with a text, and a link to the application that the request names."""
    text = words.of(call, page_url).say(text)
    name = call.query.get("client_id") or call.form.get("client_id") or ""
    client = call.tables.client(name) if call.tables is not None else None
    application = client.base_url if client is not None and client.enabled else ""
    title = "" if call.tables is not None else " "
    return pages.page(
        call, "error", "login-error", "We are sorry...", status, title=title, page_url=page_url, text=text, application=application
    )  # fmt: skip
