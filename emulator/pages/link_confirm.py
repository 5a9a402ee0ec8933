"""The account that an identity provider names is there already: it is linked, or the profile reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``provider`` (its display name), ``can_review``."""
    return show(call, "link_confirm", "login-login-idp-link-confirm", "confirmLinkIdpTitle", urls, values, errors, message, status)
