"""New recovery codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``codes`` without dashes, ``generated_at`` in epoch milliseconds, ``initiated``."""
    heading = "recovery-code-config-header"
    return show(call, "recovery_codes", "login-login-recovery-authn-code-config", heading, urls, values, errors, message, status)
