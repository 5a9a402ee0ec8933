"""The list of ways to log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``options`` as (execution, title, help), where titles and helps are messages or their keys."""
    return show(
        call, "select_authenticator", "login-select-authenticator", "loginChooseAuthenticator", urls, values, errors, message, status
    )  # fmt: skip
