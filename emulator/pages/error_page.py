"""Keycloak's error page."""

from __future__ import annotations

from emulator.core.errors import PageError
from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, error: PageError) -> Response:
    """The page with the error's message."""
    return pages.page(call, "error", "login-error", "We are sorry...", error.status, text=error.message)
