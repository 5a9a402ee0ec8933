"""The pages on which a user lets a device in."""

from __future__ import annotations

from emulator.pages import device_code
from emulator.pages import render as pages
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response

_FAILED = {
    "access_denied": Text("oauth2DeviceConsentDeniedMessage"),
    "expired_token": "Code has expired. Please go back to your device and try connecting again.",
}


def enter(call: Call, action: str, error: str = "") -> Response:
    """Asks for the code that the device shows."""
    return device_code.render(call, action, ("error", error) if error else None)


def done(call: Call) -> Response:
    """The device may go on."""
    text = Text("oauth2DeviceVerificationCompleteMessage")
    return pages.page(call, "info", "login-info", Text("oauth2DeviceVerificationCompleteHeader"), text=text)


def failed(call: Call, error: str, again: str) -> Response:
    """The device may not."""
    text = _FAILED.get(error, Text("oauth2DeviceVerificationFailedHeader"))
    return pages.page(
        call, "info", "login-info", Text("oauth2DeviceVerificationFailedHeader"), text=text, link=(again, Text("proceedWithAction"))
    )
