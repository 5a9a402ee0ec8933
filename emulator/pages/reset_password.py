"""Forgotten password: who it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``username``."""
    more = {**values, "duplicate_emails": call.realm.realm.duplicate_emails}
    return show(
        call, "reset_password", "login-login-reset-password", "emailForgotTitle", urls, more, errors, message, status
    )  # fmt: skip
