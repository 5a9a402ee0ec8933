"""The error page of a login."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import error_page
from emulator.pages._show import Message, Urls
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 400) -> Response:
    """Values: ``message``."""
    return error_page.shown(call, str(values["message"]), status, urls.get("current", ""))
