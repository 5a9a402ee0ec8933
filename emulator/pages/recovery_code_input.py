"""The page that asks for a recovery code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``number`` of the code that is asked for, ``attempted_username``."""
    heading = "auth-recovery-code-header"
    return show(call, "recovery_code_input", "login-login-recovery-authn-code-input", heading, urls, values, errors, message, status)
