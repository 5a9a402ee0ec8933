"""The page from which a user takes a code to an application that no browser can be sent to, or learns that there is none."""

from __future__ import annotations

from emulator.pages import render as pages
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, code: str, error: str) -> Response:
    """``error`` counts where there is no ``code``."""
    heading = Text("codeSuccessTitle") if code else Text("codeErrorTitle", error)
    return pages.page(call, "code", "login-code", heading, again=call.path, code=code, error=error)
