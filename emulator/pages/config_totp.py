"""Setting up an authenticator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.pages import qr
from emulator.pages._show import Message, Urls, show
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, urls: Urls, values: Mapping[str, Any], errors: Mapping[str, str], message: Message, status: int = 200) -> Response:
    """Values: ``secret``, ``secret_encoded``, ``uri``, ``mode``, ``policy``, ``has_other``, ``initiated``."""
    more = {**values, "applications": applications(values), "qr_code": qr.image}
    return show(call, "config_totp", "login-login-config-totp", "loginTotpTitle", urls, more, errors, message, status)


def applications(values: Mapping[str, Any]) -> list[str]:
    """Messages that name the applications which know the realm's policy."""
    policy = values["policy"]
    usual = policy["type"] == "totp" and policy["algorithm"] == "SHA1" and policy["digits"] == 6 and policy["period"] == 30
    google = policy["algorithm"] == "SHA1" and policy["digits"] in (6, 8)
    found = ["totpAppFreeOTPName"]
    if google and (policy["type"] == "hotp" or policy["period"] == 30):
        found.append("totpAppGoogleName")
    return [*found, "totpAppMicrosoftAuthenticatorName"] if usual else found
