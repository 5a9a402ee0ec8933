"""The user is linked to another account of the identity provider already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``provider`` (its display name)."""
    return show(
        call, "link_override", "login-login-idp-link-confirm-override", "confirmOverrideIdpTitle", urls, values, errors, message, status
    )  # fmt: skip
