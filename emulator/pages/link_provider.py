"""Confirmation before the own account is linked to an identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``provider`` (its display name)."""
    heading = ("linkIdpActionTitle", str(values["provider"]))
    return show(call, "link_provider", "login-link-idp-action", heading, urls, values, errors, message, status)
