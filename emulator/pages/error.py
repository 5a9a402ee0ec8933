"""The error page of a login."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import error_page
from emulator.pages._show import Message, Urls
from emulator.pages.render import NO_STORE
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 400) -> Response:
    """Values: ``message``. An error that is a step of a login, and not a fault of the request, comes with status 200."""
    response = error_page.shown(call, str(values["message"]), status, urls.get("current", ""))
    if status == 200:
        response.headers.append(NO_STORE)
    return response
