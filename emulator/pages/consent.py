"""Consent: which client scopes a client is granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import words
from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``client_name``, ``scopes`` (see ``login.consents.Row``), ``code``, ``logo``, ``policy``, ``terms``."""
    name = words.of(call, urls.get("current", "")).advanced(str(values["client_name"]))
    more = {**values, "client_name": name}
    return show(call, "consent", "login-login-oauth-grant", ("oauthGrantTitle", name), urls, more, errors, message, status)
