"""Tells that a message was sent that proves the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``email``; ``sent`` False before an application's request is confirmed; ``initiated``."""
    more = {**values, "sent": values.get("sent", True)}
    return show(
        call, "verify_email", "login-login-verify-email", "emailVerifyTitle", urls, more, errors, message, status
    )  # fmt: skip
