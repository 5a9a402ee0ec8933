"""Something that the user should know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``text``, ``heading``, ``link`` as (URL, label)."""
    return show(call, "info", "login-info", str(values.get("heading") or values.get("text") or ""), urls, values, errors, message, status)
