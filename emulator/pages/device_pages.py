"""The pages on which a user lets a device in."""

from __future__ import annotations

from emulator.pages import device_code
from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response

_FAILED = {
    "access_denied": "Consent denied for connecting the device.",
    "expired_token": "Code has expired. Please go back to your device and try connecting again.",
}


def enter(call: Call, action: str, error: str = "") -> Response:
    """Asks for the code that the device shows."""
    return device_code.render(call, action, ("error", error) if error else None)


def done(call: Call) -> Response:
    """The device may go on."""
    text = "You may close this browser window and go back to your device."
    return pages.page(call, "info", "login-info", "Device Login Successful", text=text)


def failed(call: Call, error: str, again: str) -> Response:
    """The device may not."""
    text = _FAILED.get(error, "Device Login Failed")
    return pages.page(call, "info", "login-info", "Device Login Failed", text=text, link=(again, "» Click here to proceed"))
