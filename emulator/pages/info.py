"""Something that the user should know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import notice
from emulator.pages._show import Message, Urls
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``text``, ``heading``, ``link`` as (URL, label)."""
    return notice.render(call, str(values.get("heading") or values.get("text") or ""), str(values.get("text") or ""), values.get("link"))
