"""The pages on which a user lets a device in."""

from __future__ import annotations

from emulator.pages import detached, device_code
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response

_HEADING = Text("oauth2DeviceVerificationFailedHeader")
_FAILED = {
    "access_denied": Text("oauth2DeviceConsentDeniedMessage"),
    "expired_token": Text("oauth2DeviceExpiredUserCodeMessage"),
}


def enter(call: Call, action: str, error: str = "") -> Response:
    """Asks for the code that the device shows."""
    return device_code.render(call, action, ("error", error) if error else None)


def done(call: Call) -> Response:
    """The device may go on."""
    return detached.show(
        call, detached.Notice(Text("oauth2DeviceVerificationCompleteMessage"), Text("oauth2DeviceVerificationCompleteHeader"))
    )


def failed(call: Call, error: str, again: str) -> Response:
    """The device may not."""
    text = _FAILED.get(error, Text("oauth2DeviceVerificationFailedMessage"))
    return detached.show(call, detached.Notice(text, _HEADING, link=again, label=Text("proceedWithAction")))
