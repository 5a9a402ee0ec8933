"""Tells that a page of a login is not the current one any more."""

from __future__ import annotations

from emulator.pages import render as pages
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, restart: str, resume: str) -> Response:
    """Two links: begin anew, or go on where the login is."""
    response = pages.page(
        call, "page_expired", "login-login-page-expired", Text("pageExpiredTitle"), page_url=resume, restart=restart, resume=resume
    )  # fmt: skip
    response.headers.append(pages.NO_STORE)
    return response
