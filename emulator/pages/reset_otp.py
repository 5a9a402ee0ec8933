"""Which authenticator is removed when the user cannot log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``credentials`` as (id, label), ``selected``."""
    return show(call, "reset_otp", "login-login-reset-otp", "doLogIn", urls, values, errors, message, status)
