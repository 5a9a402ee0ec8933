"""The page that asks the browser for a passkey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``options`` (PublicKeyCredentialRequestOptions, bytes as base64url), ``credentials``: id, label, transports, created."""
    return show(call, "webauthn_authenticate", "login-webauthn-authenticate", "webauthn-login-title", urls, values, errors, message, status)
