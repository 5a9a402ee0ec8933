"""Confirmation before a credential is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``label``."""
    heading = ("deleteCredentialTitle", str(values["label"]))
    return show(call, "delete_credential", "login-delete-credential", heading, urls, values, errors, message, status)
