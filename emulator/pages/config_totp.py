"""Setting up an authenticator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``secret``, ``secret_encoded``, ``uri``, ``mode``, ``policy``, ``user_label``, ``has_other``, ``initiated``."""
    return show(call, "config_totp", "login-login-config-totp", "Mobile Authenticator Setup", urls, values, errors, message, status)
