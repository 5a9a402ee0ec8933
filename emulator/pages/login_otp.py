"""The page that asks for a one-time code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``credentials`` as (id, label), ``selected``, ``attempted_username``."""
    return show(call, "login_otp", "login-login-otp", "doLogIn", urls, values, errors, message, status)
