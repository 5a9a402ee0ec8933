"""A passkey that did not work; it can be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``execution`` to try again, ``initiated``."""
    return show(call, "webauthn_error", "login-webauthn-error", "webauthn-error-title", urls, values, errors, message, status)
